import { candidateQuery, fitOf, moneyQuery } from './money-fit.js';
import type { PaymentFact } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { PaymentStore, Tx } from '../payment-ports.js';
import type { Payment } from '../payment.js';
import { isOwnerInDoubt, isUnbelieved, moneyOf } from './place-money.js';
import { isReceiptPlaced } from '../placed.js';

interface RelatedDeps {
  readonly payments: Pick<PaymentStore, 'moneyNear' | 'pushCandidates'>;
  readonly policy: PaymentPolicy;
  /** Locks these and adds them to `stored`. */
  readonly lockAll: (ids: readonly string[]) => Promise<void>;
}

/**
 * Locks the money by hand that hangs together with pushes of this batch, the pushes which that money may belong to as well,
 * and so on. Whoever places money that fits one of these pushes holds its lock: nobody places the other half meanwhile.
 */
export async function lockRelatedMoney(
  tx: Tx,
  facts: readonly PaymentFact[],
  stored: ReadonlyMap<string, Payment>,
  { payments, policy, lockAll }: RelatedDeps,
): Promise<void> {
  const believed = beingBelieved(facts, stored);
  const isMoneyTold = believed.length > 0 || facts.some(({ type }) => type === 'money-received');
  const losing = losingPushes(facts, stored);
  // News about pushes can end a doubt. Only new money, or a push without its receipt, is a question to money that is booked.
  const statuses =
    isMoneyTold || losing.length > 0 ? (['review', 'succeeded'] as const) : (['review'] as const);
  const asked = isMoneyTold ? [...stored.values()].filter(lacksReceipt) : leavingPushes(facts, stored);
  const lockNew = async (ids: readonly string[]): Promise<Payment[]> => {
    const strangers = [...new Set(ids)].filter((id) => !stored.has(id)).sort();
    if (strangers.length > 0) await lockAll(strangers);
    return strangers.flatMap((id) => stored.get(id) ?? []);
  };
  let rows = [...[...stored.values()].filter(isOwnerInDoubt), ...splitting(facts, stored), ...believed];
  let pushes = [...asked, ...losing];
  while (rows.length > 0 || pushes.length > 0) {
    const queries = rows.flatMap((row) => candidateQueryOf(row, policy));
    if (queries.length > 0)
      pushes.push(...(await lockNew((await payments.pushCandidates(queries, tx)).flat())));
    if (pushes.length === 0) return;
    const near = await payments.moneyNear(tx, { ...moneyQuery(pushes, policy), statuses });
    rows = await lockNew(near.filter((row) => isRelated(row, pushes, policy)).map(({ id }) => id));
    pushes = [];
  }
}

function lacksReceipt({ kind, receipt, sendingAt }: Payment): boolean {
  return kind === 'stk-push' && receipt === null && sendingAt !== null;
}

const ENDING = new Set<PaymentFact['type']>(['succeeded', 'failed', 'refused', 'resolved']);

/** Pushes that these facts may take out of the question whose money it is. */
function leavingPushes(facts: readonly PaymentFact[], stored: ReadonlyMap<string, Payment>): Payment[] {
  const named = facts.flatMap((fact) =>
    fact.type !== 'money-received' && ENDING.has(fact.type) ? [fact.paymentId] : [],
  );
  return [...new Set(named)].flatMap((id) => stored.get(id) ?? []).filter(lacksReceipt);
}

/** Pushes that were given a receipt by comparing, and are told another now: what they had is money that may be a third push's. */
function splitting(facts: readonly PaymentFact[], stored: ReadonlyMap<string, Payment>): Payment[] {
  return facts.flatMap((fact) => {
    if (!('paymentId' in fact && 'receipt' in fact) || fact.receipt === null) return [];
    const push = stored.get(fact.paymentId);
    const isSplit = push?.kind === 'stk-push' && isReceiptPlaced(push) && push.receipt !== fact.receipt;
    // What it had was told at some time until now.
    return isSplit ? [{ ...push, createdAt: push.updatedAt, settledAt: push.updatedAt }] : [];
  });
}

/** Money that may be shown to be there by these facts, as they tell it: it may be a push's. */
function beingBelieved(facts: readonly PaymentFact[], stored: ReadonlyMap<string, Payment>): Payment[] {
  const unbelieved = [...stored.values()].filter(isUnbelieved);
  return unbelieved.flatMap((row) => {
    const fact = facts.find((one) => believes(one, row));
    if (fact === undefined) return [];
    const completedAt = 'completedAt' in fact ? fact.completedAt : null;
    const told = { ...row, completedAt: completedAt ?? row.completedAt };
    return [fact.type === 'money-received' ? told : { ...told, receiptFrom: 'status' as const }];
  });
}

/** True for news, or a person's word, that this money is there. */
function believes(fact: PaymentFact, row: Payment): boolean {
  if (fact.type === 'money-received') return fact.receipt === row.receipt;
  const isSuccess = fact.type === 'succeeded' || (fact.type === 'resolved' && fact.as === 'succeeded');
  return isSuccess && fact.paymentId === row.id;
}

/** Pushes whose receipt was found by comparing, and is told of another now; as they are without it. */
function losingPushes(facts: readonly PaymentFact[], stored: ReadonlyMap<string, Payment>): Payment[] {
  const told = new Map(
    facts.flatMap((fact) =>
      'receipt' in fact && 'paymentId' in fact ? [[fact.receipt, fact.paymentId] as const] : [],
    ),
  );
  return [...stored.values()]
    .filter((push) => push.kind === 'stk-push' && isReceiptPlaced(push))
    .filter(({ id, receipt }) => (told.get(receipt) ?? id) !== id)
    .map((push) => ({ ...push, receipt: null }));
}

function isRelated(row: Payment, pushes: readonly Payment[], policy: PaymentPolicy): boolean {
  if (row.status === 'review' && !isOwnerInDoubt(row)) return false;
  const money = moneyOf(row);
  return money !== null && pushes.some((push) => fitOf(push, money, policy) !== null);
}

function candidateQueryOf(row: Payment, policy: PaymentPolicy) {
  const money = moneyOf(row);
  return money === null ? [] : [candidateQuery(money, policy)];
}
