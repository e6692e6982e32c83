import { Inject, Injectable } from '@nestjs/common';
import { InvalidRequestError } from 'nestjs-mpesa';
import { In, LessThanOrEqual, type EntityManager } from 'typeorm';
import { Refusal } from '../errors/refusal.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { normalisePrefix, possiblePrefixes } from '../values/account-number.js';
import { PrefixChange } from './prefix-change.entity.js';
import { giveUp, noteGain } from './prefix-changes.js';
import { formerOwners, meeting } from './prefix-look.js';
import type { PrefixRules } from '../setup/prefix-settings.js';
import { keepRules } from './prefix-rules.js';
import { Prefix } from './prefix.entity.js';

export interface NewPrefix {
  readonly clientId: string;
  readonly prefix: string;
  /** The admin's word: it may begin as another client's does, or the other way round. */
  readonly allowOverlap?: boolean;
  /** What holds for a client who asks for itself; null, the default, for the admin. */
  readonly rules?: PrefixRules | null;
  /** How long it waits where somebody else had it, ms. Default: as the rules say, and for the admin not at all. */
  readonly delayMs?: number;
  /** Written in the same transaction, for those whose payments it may take; it may run more than once. */
  readonly together?: (manager: EntityManager, made: Prefix, affected: readonly Affected[]) => Promise<void>;
}

/** Whose payments another's new prefix may take: it overlaps theirs, or they had one like it. */
export type Affected = Pick<Prefix, 'prefix' | 'clientId'>;

const CLAIMED = { what: 'claimed', by: 'client' } as const;

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
   * @throws Refusal `prefix-taken` another client has it; `prefix-overlaps` payments could be taken from another client, also
   * where it only looks like that one's; by the rules `prefix-reserved`, `too-many-prefixes`
   */
  register(asked: NewPrefix): Promise<Prefix> {
    const { clientId, rules = null, delayMs = rules?.delayMs ?? 0 } = asked;
    const at = this.clock.now();
    const row: Prefix = { prefix: readPrefix(asked.prefix), clientId, createdAt: at, effectiveAt: at };
    return this.database.change(async (manager) => {
      // Two that overlap must not both look before either has written.
      await lockPrefixes(manager);
      const known = await manager.findOneBy(Prefix, { prefix: row.prefix });
      if (known?.clientId === clientId) return known;
      const others = await meeting(manager, row);
      refuseAnothers(row, { known, others, allowOverlap: asked.allowOverlap ?? false });
      if (rules !== null) await keepRules(manager, row, rules);
      const former = await formerOwners(manager, row, delayMs);
      const made = former.length === 0 ? row : { ...row, effectiveAt: at + delayMs };
      // A copy: TypeORM writes defaults of the database into what it inserts.
      await manager.insert(Prefix, { ...made });
      const change = rules === null ? ({ what: 'given', by: 'admin' } as const) : CLAIMED;
      await noteGain(manager, made, { ...change, at });
      await asked.together?.(manager, made, [...others, ...former]);
      return made;
    });
  }

  /** Lets payments go by a prefix from now on, though it waits. @throws Refusal `prefix-not-found` */
  async approve(given: string): Promise<Prefix> {
    const prefix = readPrefix(given);
    const at = this.clock.now();
    return this.database.change(async (manager) => {
      await lockPrefixes(manager);
      const held = await manager.findOneBy(Prefix, { prefix });
      if (held === null) throw new Refusal('prefix-not-found', `there is no prefix ${prefix}`);
      if (held.effectiveAt <= at) return held;
      await manager.update(Prefix, { prefix }, { effectiveAt: at });
      await noteGain(manager, held, { what: 'approved', by: 'admin', at });
      return { ...held, effectiveAt: at };
    });
  }

  /** Who had which prefix when, the newest thousand changes first. */
  changes(): Promise<PrefixChange[]> {
    return this.database.run((manager) =>
      manager.find(PrefixChange, { order: { seq: 'DESC' }, take: 1_000 }),
    );
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
    const removed = await this.database.change(async (manager) => {
      await lockPrefixes(manager);
      return giveUp(manager, { clientId, prefix }, { by: 'admin', at: this.clock.now() });
    });
    if (!removed) throw new Refusal('prefix-not-found', `this client has no prefix ${prefix}`);
  }

  /** The longest prefix of an account number, as it was typed, that payments go by now. */
  async longestOf(account: string): Promise<Prefix | null> {
    const candidates = possiblePrefixes(account);
    if (candidates.length === 0) return null;
    const rows = await this.database.run((manager) =>
      manager.findBy(Prefix, { prefix: In(candidates), effectiveAt: LessThanOrEqual(this.clock.now()) }),
    );
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

function refuseAnothers(
  { prefix }: Prefix,
  { known, others, allowOverlap }: { known: Prefix | null; others: readonly Prefix[]; allowOverlap: boolean },
): void {
  if (known !== null) throw new Refusal('prefix-taken', `the prefix ${prefix} is taken`, { prefix });
  if (others.length === 0 || allowOverlap) return;
  throw new Refusal('prefix-overlaps', `the prefix ${prefix} overlaps another client's, or looks like it`, {
    prefix,
  });
}
