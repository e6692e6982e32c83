import type { EntityManager } from 'typeorm';
import { possiblePrefixes } from '../values/account-number.js';
import { PrefixChange } from './prefix-change.entity.js';
import { Prefix } from './prefix.entity.js';

/** `F0` is `FO` to whoever reads it off a bill, and `I1` is `LL`. Normal form has taken care of case, full width and ß. */
export function lookOf(prefix: string): string {
  return prefix.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

/** The same in SQL. */
const LOOK = "REPLACE(REPLACE(REPLACE(prefix, 'O', '0'), 'I', '1'), 'L', '1')";

/** Those of other clients that look like it, or like its beginning, or that it looks like the beginning of. */
export function meeting(
  manager: EntityManager,
  asked: Pick<Prefix, 'prefix' | 'clientId'>,
): Promise<Prefix[]> {
  return looksLike(manager.createQueryBuilder(Prefix, 'held'), asked).getMany();
}

/** Who has given such a prefix up, after payments had gone by it for so long that people may still pay to it. */
export async function formerOwners(
  manager: EntityManager,
  asked: Pick<Prefix, 'prefix' | 'clientId'>,
  leastMs: number,
): Promise<PrefixChange[]> {
  return looksLike(manager.createQueryBuilder(PrefixChange, 'held'), asked)
    .andWhere('held.held_ms >= :leastMs', { leastMs })
    .getMany();
}

interface Findable<T> {
  where(sql: string, params: object): T;
  andWhere(sql: string, params: object): T;
}

/** The letters and digits of a prefix mean nothing special to LIKE. */
function looksLike<T extends Findable<T>>(
  query: T,
  { prefix, clientId }: Pick<Prefix, 'prefix' | 'clientId'>,
): T {
  const look = lookOf(prefix);
  return query
    .where(`(${LOOK} IN (:...shorter) OR ${LOOK} LIKE :longer)`, {
      shorter: possiblePrefixes(look),
      longer: `${look}%`,
    })
    .andWhere('held.client_id <> :clientId', { clientId });
}
