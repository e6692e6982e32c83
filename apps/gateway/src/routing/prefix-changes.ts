import type { EntityManager } from 'typeorm';
import { PrefixChange } from './prefix-change.entity.js';
import { Prefix } from './prefix.entity.js';

export type Doer = PrefixChange['by'];

/** Writes down who has a prefix from now on, in the transaction that makes it so. */
export async function noteGain(
  manager: EntityManager,
  { prefix, clientId }: Prefix,
  what: { what: PrefixChange['what']; by: Doer; at: number },
): Promise<void> {
  await manager.insert(PrefixChange, { ...what, prefix, clientId, heldMs: null });
}

/** Writes down whether another client, whose payments it may take, was told of a prefix. */
export async function noteTelling(
  manager: EntityManager,
  whom: Pick<Prefix, 'prefix' | 'clientId'>,
  what: { what: 'told' | 'untold'; by: Doer; at: number },
): Promise<void> {
  await manager.insert(PrefixChange, { ...what, ...whom, heldMs: null });
}

/** Whether its client has taken it by itself. */
export function wasClaimed(
  manager: EntityManager,
  { prefix, clientId, createdAt: at }: Prefix,
): Promise<boolean> {
  return manager.existsBy(PrefixChange, { prefix, clientId, what: 'claimed', at });
}

/** Takes a prefix from its client, and writes that down. @returns false when the client has no such prefix */
export async function giveUp(
  manager: EntityManager,
  { prefix, clientId }: Pick<Prefix, 'prefix' | 'clientId'>,
  { by, at }: { by: Doer; at: number },
): Promise<boolean> {
  const held = await manager.findOneBy(Prefix, { prefix, clientId });
  if (held === null) return false;
  await manager.delete(Prefix, { prefix, clientId });
  const what = by === 'client' ? 'released' : 'removed';
  const heldMs = at - Math.max(held.effectiveAt, held.createdAt);
  await manager.insert(PrefixChange, { prefix, clientId, what, by, at, heldMs });
  return true;
}
