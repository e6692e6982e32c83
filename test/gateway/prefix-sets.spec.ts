/** Worlds of prefixes, each against rules that look at every prefix there is. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '../../apps/gateway/src/errors/refusal.js';
import { Prefix } from '../../apps/gateway/src/routing/prefix.entity.js';
import { Prefixes, type NewPrefix } from '../../apps/gateway/src/routing/prefixes.js';
import { gatewayBeside } from '../../apps/gateway/src/setup/gateway-settings.js';
import { openGatewayDatabase } from '../../apps/gateway/src/schema/open-gateway-database.js';
import { testDatabases } from '../support/database.js';
import { closeAfterTest, testDatabase } from '../support/test-resources.js';

const WORLDS = { sqlite: 400, mariadb: 100 };

/** Few letters, so that they meet. */
const word = (shortest: number, longest: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('A', 'C', 'M', '7'), minLength: shortest, maxLength: longest });

/** As somebody may type the same letters. */
const typed = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(text, fc.constantFrom('', ' ', '-', '\u2013', '\u00a0'), fc.boolean(), fc.boolean())
    .map(([letters, gap, lower, wide]) => {
      const cased = lower ? letters.toLowerCase() : letters;
      const shaped = wide
        ? [...cased].map((one) => String.fromCodePoint(one.charCodeAt(0) + 0xfee0))
        : [...cased];
      return shaped.join(gap);
    });

const world = fc.record({
  asked: fc.array(
    fc.record({
      clientId: fc.constantFrom('one', 'two', 'three'),
      prefix: typed(word(2, 5)),
      allowOverlap: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  accounts: fc.array(typed(word(1, 9)), { minLength: 1, maxLength: 6 }),
});

/** The rules as the documentation says them. */
class Oracle {
  readonly held: { prefix: string; clientId: string }[] = [];

  register({ clientId, prefix: given, allowOverlap }: NewPrefix): string {
    const prefix = this.normal(given);
    const same = this.held.find((other) => other.prefix === prefix);
    if (same !== undefined) return same.clientId === clientId ? 'given' : 'prefix-taken';
    const overlaps = this.held.some(
      (other) =>
        other.clientId !== clientId && (other.prefix.startsWith(prefix) || prefix.startsWith(other.prefix)),
    );
    if (overlaps && !allowOverlap) return 'prefix-overlaps';
    this.held.push({ prefix, clientId });
    return 'given';
  }

  ownerOf(account: string): string | null {
    const fitting = this.held.filter(({ prefix }) => this.normal(account).startsWith(prefix));
    return fitting.sort((one, other) => other.prefix.length - one.prefix.length)[0]?.clientId ?? null;
  }

  private normal(text: string): string {
    return text
      .normalize('NFKC')
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .toUpperCase();
  }
}

describe.each(testDatabases())('prefixes on %s', (kind) => {
  it(`are given, refused and found as by looking at all of them, in ${WORLDS[kind]} worlds`, async () => {
    const { storage } = await testDatabase(kind);
    const database = await openGatewayDatabase(gatewayBeside(storage));
    closeAfterTest(() => database.close());
    const prefixes = new Prefixes(database, { now: () => 0 });
    const seen = new Set<string>();

    const holds = fc.asyncProperty(world, async ({ asked, accounts }) => {
      await database.run((manager) => manager.clear(Prefix));
      const oracle = new Oracle();
      for (const request of asked) {
        const outcome = await outcomeOf(prefixes.register(request));
        expect([request, outcome]).toEqual([request, oracle.register(request)]);
        seen.add(outcome);
      }
      for (const account of accounts) {
        const owner = (await prefixes.longestOf(account))?.clientId ?? null;
        expect([account, owner]).toEqual([account, oracle.ownerOf(account)]);
        seen.add(owner === null ? 'nobody' : 'somebody');
      }
    });
    await fc.assert(holds, { numRuns: WORLDS[kind] });

    expect([...seen].toSorted()).toEqual(['given', 'nobody', 'prefix-overlaps', 'prefix-taken', 'somebody']);
  });
});

async function outcomeOf(registering: Promise<unknown>): Promise<string> {
  try {
    await registering;
    return 'given';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
