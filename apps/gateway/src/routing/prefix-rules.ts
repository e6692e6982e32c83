import type { EntityManager } from 'typeorm';
import { Refusal } from '../errors/refusal.js';
import type { PrefixRules } from '../setup/prefix-settings.js';
import { Prefix } from './prefix.entity.js';
import { lookOf } from './prefix-look.js';

/** @throws Refusal `prefix-reserved`, `too-many-prefixes` */
export async function keepRules(manager: EntityManager, asked: Prefix, rules: PrefixRules): Promise<void> {
  const { prefix, clientId } = asked;
  if (prefix.length < rules.leastLength) {
    throw reserved(prefix, `is shorter than ${rules.leastLength} letters and digits`);
  }
  // People type their own number as the account.
  if (/^\d+$/.test(prefix)) throw reserved(prefix, 'is digits only, as phone numbers are');
  if (rules.reserved.some((word) => meets(lookOf(prefix), lookOf(word)))) {
    throw reserved(prefix, 'is a reserved word or its beginning, or looks like one');
  }
  if ((await manager.countBy(Prefix, { clientId })) < rules.perClient) return;
  const most = rules.perClient;
  throw new Refusal('too-many-prefixes', `a client may have ${most} prefixes; the admin may give more`, {
    most,
  });
}

/** Money goes by what its account number begins with: `MPE` takes what is paid to `MPESA`. */
function meets(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function reserved(prefix: string, why: string): Refusal {
  return new Refusal('prefix-reserved', `the prefix ${prefix} ${why}; the admin may give it`, { prefix });
}
