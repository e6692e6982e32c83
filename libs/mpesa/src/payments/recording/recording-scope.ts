import type { Payment, PaymentDirection } from '../payment.js';
import { candidateQuery } from '../money/money-fit.js';
import type { PaymentFact } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { PaymentStore, Tx } from '../payment-ports.js';
import { lockRelatedMoney } from '../money/related-money.js';

/** What a batch of facts may touch. */
export interface Scope {
  readonly ids: readonly string[];
  readonly facts: readonly PaymentFact[];
}

interface ScopeDeps {
  readonly payments: Pick<PaymentStore, 'idsByReceipts' | 'pushCandidates'>;
  readonly policy: PaymentPolicy;
}

interface LockDeps {
  readonly payments: Pick<
    PaymentStore,
    'lockFree' | 'load' | 'loadByReceipts' | 'moneyNear' | 'pushCandidates'
  >;
  readonly policy: PaymentPolicy;
}

/** Everything the facts may touch, found without locks; the locked reads below check it again. */
export async function findScope(
  facts: readonly PaymentFact[],
  { payments, policy }: ScopeDeps,
): Promise<Scope> {
  const money = facts.filter((fact) => fact.type === 'money-received');
  const receipts = [...new Set(facts.map(receiptOf).filter((receipt) => receipt !== null))];
  const [owners, candidates] = await Promise.all([
    receipts.length === 0 ? [] : payments.idsByReceipts('in', receipts),
    money.length === 0 ? [] : payments.pushCandidates(money.map((fact) => candidateQuery(fact, policy))),
  ]);
  return { ids: [...new Set([...facts.flatMap(named), ...owners, ...candidates.flat()])].sort(), facts };
}

function named(fact: PaymentFact): string[] {
  if (fact.type === 'money-received') return [];
  const { paymentId, belongsTo = null } = { belongsTo: null, ...fact };
  return belongsTo === null ? [paymentId] : [paymentId, belongsTo];
}

/**
 * Locks and reads everything in the scope, and what only turns up under the lock.
 *
 * @throws StorageConflict kind `held` when somebody else has one of them
 */
export async function lockScope(
  tx: Tx,
  scope: Scope,
  { payments, policy }: LockDeps,
): Promise<Map<string, Payment>> {
  const stored = new Map<string, Payment>();
  const lockAll = async (ids: readonly string[]): Promise<void> => {
    await payments.lockFree(tx, ids);
    for (const payment of await payments.load(tx, ids)) stored.set(payment.id, payment);
  };
  if (scope.ids.length > 0) await lockAll(scope.ids);
  const owners: Payment[] = [];
  for (const [direction, receipts] of receiptsByDirection(scope, stored)) {
    owners.push(...(await payments.loadByReceipts(tx, direction, receipts)));
  }
  // Booked between our look and our lock, named only by a claim, or given back by a reversal. Out of order, so the worst is
  // a deadlock and a retry.
  const related = [...owners.map(({ id }) => id), ...originalsOf(stored)];
  const strangers = [...new Set(related)].filter((id) => !stored.has(id));
  if (strangers.length > 0) await lockAll(strangers);
  const heirs = heirsOf(stored).filter((id) => !stored.has(id));
  if (heirs.length > 0) await lockAll(heirs);
  await lockRelatedMoney(tx, scope.facts, stored, { payments, policy, lockAll });
  return stored;
}

/** A receipt is unique among what comes in, and among what goes out. */
function receiptsByDirection(
  { facts }: Scope,
  stored: ReadonlyMap<string, Payment>,
): [PaymentDirection, readonly string[]][] {
  const told: Record<PaymentDirection, Set<string>> = { in: new Set(), out: new Set() };
  for (const fact of facts) {
    const direction = fact.type === 'money-received' ? 'in' : stored.get(fact.paymentId)?.direction;
    const receipt = receiptOf(fact);
    if (receipt !== null) told[direction ?? 'in'].add(receipt);
  }
  for (const { claim, direction } of stored.values()) {
    if (claim !== null && claim.receipt !== null) told[direction].add(claim.receipt);
  }
  const directions: PaymentDirection[] = ['in', 'out'];
  return directions.filter((direction) => told[direction].size > 0).map((one) => [one, [...told[one]]]);
}

function originalsOf(stored: ReadonlyMap<string, Payment>): string[] {
  return [...stored.values()].flatMap(({ originalPaymentId }) => originalPaymentId ?? []);
}

/** Whose the money of a reversal's original is, where that was absorbed. */
function heirsOf(stored: ReadonlyMap<string, Payment>): string[] {
  return originalsOf(stored).flatMap((id) => stored.get(id)?.supersededBy ?? []);
}

function receiptOf(fact: PaymentFact): string | null {
  return 'receipt' in fact ? fact.receipt : null;
}
