import { Inject, Injectable } from '@nestjs/common';
import { InvalidRequestError } from 'nestjs-mpesa';
import { In, Like, type EntityManager } from 'typeorm';
import { Refusal } from '../refusal.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { normalisePrefix, possiblePrefixes } from './account-number.js';
import { Prefix } from './prefix.entity.js';

export interface NewPrefix {
  readonly clientId: string;
  readonly prefix: string;
  /** The admin's word: it may begin as another client's does, or the other way round. */
  readonly allowOverlap?: boolean;
}

/** Which account numbers are whose. */
@Injectable()
export class Prefixes {
  constructor(
    private readonly database: GatewayDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Gives a client a prefix; one that it has already stays as it is.
   *
   * @throws InvalidRequestError field `prefix`
   * @throws Refusal `prefix-taken` another client has it; `prefix-overlaps` payments could be taken from another client
   */
  register({ clientId, prefix: given, allowOverlap = false }: NewPrefix): Promise<Prefix> {
    const prefix = readPrefix(given);
    const row: Prefix = { prefix, clientId, createdAt: this.clock.now() };
    return this.database.transaction(async (manager) => {
      // Two that overlap must not both look before either has written.
      await lockPrefixes(manager);
      const known = await manager.findOneBy(Prefix, { prefix });
      if (known?.clientId === clientId) return known;
      if (known !== null) throw new Refusal('prefix-taken', `the prefix ${prefix} is taken`, { prefix });
      if (!allowOverlap && (await overlapsAnothers(manager, row))) {
        throw new Refusal('prefix-overlaps', `the prefix ${prefix} overlaps another client's`, { prefix });
      }
      await manager.insert(Prefix, row);
      return row;
    });
  }

  of(clientId: string): Promise<Prefix[]> {
    return this.database.run((manager) =>
      manager.find(Prefix, { where: { clientId }, order: { prefix: 'ASC' } }),
    );
  }

  all(): Promise<Prefix[]> {
    return this.database.run((manager) => manager.find(Prefix, { order: { prefix: 'ASC' } }));
  }

  /** Payments that were routed by it stay where they are. @throws Refusal `prefix-not-found` */
  async remove(clientId: string, given: string): Promise<void> {
    const prefix = readPrefix(given);
    const { affected } = await this.database.run((manager) => manager.delete(Prefix, { clientId, prefix }));
    if (affected !== 1) throw new Refusal('prefix-not-found', `this client has no prefix ${prefix}`);
  }

  /** The longest registered prefix of an account number, as it was typed. */
  async longestOf(account: string): Promise<Prefix | null> {
    const candidates = possiblePrefixes(account);
    if (candidates.length === 0) return null;
    const rows = await this.database.run((manager) => manager.findBy(Prefix, { prefix: In(candidates) }));
    return rows.reduce<Prefix | null>(
      (longest, row) => (row.prefix.length > (longest?.prefix.length ?? 0) ? row : longest),
      null,
    );
  }
}

/** Begins a transaction that decides whose a prefix is, or whether it is still: one at a time. */
export async function lockPrefixes(manager: EntityManager): Promise<void> {
  await manager.query("UPDATE gateway_lock SET taken = taken + 1 WHERE name = 'prefixes'");
}

function readPrefix(given: unknown): string {
  const prefix = normalisePrefix(given);
  if (prefix !== null) return prefix;
  throw new InvalidRequestError(
    'prefix',
    given,
    'must be 2 to 12 letters and digits; blanks and dashes do not count',
  );
}

/** The letters and digits of a prefix mean nothing special to LIKE. */
async function overlapsAnothers(manager: EntityManager, { prefix, clientId }: Prefix): Promise<boolean> {
  const shorter = possiblePrefixes(prefix);
  const rows = await manager.find(Prefix, {
    where: [{ prefix: In(shorter) }, { prefix: Like(`${prefix}%`) }],
  });
  return rows.some((row) => row.clientId !== clientId);
}
