/**
 * The model of sending: over the stores in memory, which keep the contract of the real ones, interleavings of
 * everybody who may act on a payout, and any of them dying at any step. sending-schedules.spec.ts takes samples of the same
 * on the real stores.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Storage } from '../../libs/mpesa/src/storage/storage.js';
import { InMemoryOperatorStore } from '../../libs/mpesa/src/testing/in-memory/in-memory-operator.store.js';
import { tablesOf, type Tables } from '../../libs/mpesa/src/testing/in-memory/in-memory-database.js';
import { inMemoryStorage } from '../../libs/mpesa/src/testing/in-memory/in-memory-storage.js';
import type { Tx } from '../../libs/mpesa/src/payments/payment-ports.js';
import { atMost, LIMIT_MS } from '../support/every-interleaving.js';
import { everyState, type Standing } from '../support/every-state.js';
import { manualClock } from './contract-case.js';
import { SendingWorld, STORIES, WEATHER, type Story, type Weather } from './sending-world.js';

const A_SAMPLE = 800;

describe.each(STORIES)('every interleaving of sending a payout %s', (story) => {
  it.each(WEATHER)(
    'comes to one payment and one truth, while Safaricom %s',
    async (weather) => {
      const explored = await everyState({
        most: atMost(A_SAMPLE),
        run: async (choose) => {
          const { world, look } = await openWorld(story, weather);
          await world.turns.run(world.actors, choose(look));
          return { look, settle: (schedule) => world.settle(schedule) };
        },
      });
      expect(explored.states).toBeGreaterThanOrEqual(A_SAMPLE);
    },
    LIMIT_MS,
  );
});

async function openWorld(story: Story, weather: Weather) {
  const clock = manualClock();
  const known = new Map<string, string>();
  const ids = new Map<string, number>();
  let world: SendingWorld | undefined;
  // Each actor counts for itself, or the names would tell of an order that makes no difference.
  const newId = (): string => {
    const who = world?.turns.current ?? '';
    ids.set(who, (ids.get(who) ?? 0) + 1);
    return `${who}-${ids.get(who)}`;
  };
  const stores = inMemoryStorage(newId);
  const storage = { ...stores, operators: new InMemoryOperatorStore() } as unknown as Storage;
  world = await SendingWorld.open(
    { storage, other: storage, clock, newId },
    {
      story,
      weather,
      observe: (turns) => (what, answer) => {
        const seen = what === 'transaction' ? readIn(tablesOf(answer as Tx)) : answer;
        known.set(turns.current, digest([known.get(turns.current), what, seen]));
      },
    },
  );
  const { turns, daraja, asked, departed, errors } = world;
  const look = (): Standing => {
    const { tables } = stores.unitOfWork;
    const stored = [readIn(tables), list(tables.checkOwners), list(tables.sendClaims)];
    const outside = [daraja.sent.length, daraja.ledger.length, [...asked].sort(), errors.length];
    // What somebody has learnt who is through makes no difference any more.
    const minds = turns.waiting.map((name) => [name, turns.taken(name), known.get(name)]);
    const dying = turns.waiting.some((name) => departed.has(name));
    return {
      state: digest([stored, outside, minds, dying]),
      remains: digest([stored, outside, dying]),
    };
  };
  return { world, look };
}

/** What transactions of the recorder read. */
function readIn({
  payments,
  promptLocks,
  sendClaims,
}: Pick<Tables, 'payments' | 'promptLocks' | 'sendClaims'>) {
  return [list(payments), list(promptLocks), list(sendClaims)];
}

function list<T>(rows: ReadonlyMap<string, T>): string[] {
  return [...rows].map(([id, row]) => `${id} ${written(row)}`).sort();
}

/** Rows are never changed in place. */
const writings = new WeakMap<object, string>();

function written(row: unknown): string {
  if (typeof row !== 'object' || row === null) return String(row);
  const text = writings.get(row) ?? JSON.stringify(row);
  writings.set(row, text);
  return text;
}

/** The acknowledgements of the ledger are counted through all worlds. */
function digest(value: unknown): string {
  const text = JSON.stringify(value).replaceAll(/ack-\d+/g, 'ack');
  return createHash('sha1').update(text).digest('base64');
}
