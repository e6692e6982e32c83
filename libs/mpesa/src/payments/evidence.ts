import { agreesWithPhone } from '../values/payer-identity.js';
import { isDatedNear, isReceipt } from '../values/receipt.js';
import { PULL_REACH_MS } from '../values/pull-reach.js';
import type { EvidencePart, Payment, PaymentKind } from './payment.js';
import type { MoneyReceivedFact, SucceededFact } from './payment-fact.js';
import type { PaymentPolicy } from './payment-policy.js';
import { namesShown } from './request-names.js';
import { isToMerchant, showCustomer, showOriginal, showReceiver } from './transfer-parties.js';

/** What the news of a success proves: nothing more than what is in neither list. */
export interface Evidence {
  /** Not told, not readable, or not such as M-Pesa tells it. */
  readonly open: readonly EvidencePart[];
  /** Told, and different from what was asked for. */
  readonly contradicts: readonly EvidencePart[];
}

type EvidencePolicy = Pick<PaymentPolicy, 'clockSkewMs'>;
type Shown = 'shown' | 'open' | 'contradicts';

const TRANSFER = ['ids', 'amount', 'receipt', 'time'] as const;

/** What Safaricom's callbacks tell, product by product (DARAJA-FACTS 1 and 10). */
const MUST_SHOW: Readonly<Record<PaymentKind, readonly EvidencePart[]>> = {
  'stk-push': ['ids', 'amount', 'receipt', 'payer', 'time'],
  c2b: ['amount', 'receipt', 'time'],
  b2c: ['ids', 'amount', 'receipt', 'payer', 'time'],
  // What its success names as receiver has never been seen.
  pochi: TRANSFER,
  b2b: TRANSFER,
  tax: TRANSFER,
  'top-up': TRANSFER,
  reversal: TRANSFER,
  // Its callback has no time.
  'b2b-express': ['ids', 'amount', 'receipt'],
};

/** What some of their results tell, and others do not: where it is told, it must fit (DARAJA-FACTS 1.7, 1.10 and 10). */
const MAY_SHOW: Partial<Record<PaymentKind, readonly EvidencePart[]>> = {
  b2b: ['payer'],
  tax: ['payer'],
  'top-up': ['payer'],
  reversal: ['payer', 'original'],
  // The answer to a status question names the customer who paid.
  c2b: ['payer'],
};

/** The till of an organisation is told neither amount nor time, only what its accounts hold afterwards (DARAJA-FACTS 10). */
const TILL_TRANSFER = ['ids', 'receipt'] as const;
/** Money that names no request is found by comparing, which the amount and the payer are part of. */
const PLACED = ['amount', 'receipt', 'time'] as const;
/** The answer to a transaction status question. Whom it names as payee is compared where it is applied, and no other names the payer. */
const STATUS_ANSWER = ['ids', 'amount', 'receipt'] as const;

/** What unsigned news of success shows, held against the payment it is about. */
export function evidenceOf(payment: Payment, fact: SucceededFact, policy: EvidencePolicy): Evidence {
  const may = fact.source === 'c2b' ? [] : (MAY_SHOW[payment.kind] ?? []);
  return sorted([...mustShow(payment, fact), ...may], (part) => show(part, payment, fact, policy));
}

/** The same for money that nobody has asked for: there is only itself to be held against. */
export function evidenceOfMoney(money: MoneyReceivedFact, policy: EvidencePolicy): Evidence {
  const show = (part: EvidencePart): Shown => {
    if (part === 'receipt') return showReceipt(money);
    return part === 'time' ? showTime(money, money.at - PULL_REACH_MS, policy) : 'shown';
  };
  return sorted(PLACED, show);
}

/** True when a claim's receipt may be booked once the claim is confirmed: whoever told it knew the names of the request. */
export function isReceiptTrusted({ open = [] }: { readonly open?: readonly EvidencePart[] }): boolean {
  return !open.includes('ids') && !open.includes('receipt');
}

/** Why nobody who cannot be asked is believed, for people. Complete evidence is suspect from elsewhere, or after a failure. */
export function whyUnproven({ open }: Evidence, { elsewhere }: Pick<SucceededFact, 'elsewhere'>): string {
  const suspicion = elsewhere === true ? 'from an address that is not Safaricom’s' : 'it had failed';
  return open.length > 0 ? open.join(', ') : suspicion;
}

function sorted(parts: readonly EvidencePart[], show: (part: EvidencePart) => Shown): Evidence {
  const shown = parts.map((part) => ({ part, as: show(part) }));
  const those = (as: Shown) => shown.filter((one) => one.as === as).map(({ part }) => part);
  return { open: those('open'), contradicts: those('contradicts') };
}

function mustShow(payment: Payment, fact: SucceededFact): readonly EvidencePart[] {
  if (fact.answers !== undefined) return payment.kind === 'c2b' ? [...STATUS_ANSWER, 'time'] : STATUS_ANSWER;
  if (fact.source === 'c2b') return PLACED;
  return isTillTransfer(payment, fact) ? TILL_TRANSFER : MUST_SHOW[payment.kind];
}

/** Of a till, or to one: which of both it was, the one that was seen does not tell. */
function isTillTransfer({ kind, accountType, transactionType }: Payment, fact: SucceededFact): boolean {
  const isTill = accountType === 'till' || isToMerchant(transactionType);
  const isOfKind = (kind === 'b2b' || kind === 'top-up') && isTill;
  return isOfKind && fact.amountCents === null && (fact.balances ?? []).length > 0;
}

function show(part: EvidencePart, payment: Payment, fact: SucceededFact, policy: EvidencePolicy): Shown {
  switch (part) {
    case 'ids':
      return fact.answers === 'our-question' || namesShown(payment, fact) ? 'shown' : 'open';
    case 'amount':
      if (fact.amountCents === null) return 'open';
      return fact.amountCents === payment.amountCents ? 'shown' : 'contradicts';
    case 'receipt':
      return showReceipt(fact);
    case 'payer':
      return showPayer(payment, fact);
    case 'original':
      return showOriginal(payment, fact);
    case 'time':
      return showTime(fact, earliest(payment, fact), policy);
  }
}

/** One of another day is no receipt of this money, whatever else it is. */
function showReceipt({
  receipt,
  completedAt,
  at,
}: Pick<SucceededFact, 'receipt' | 'completedAt' | 'at'>): Shown {
  return isReceipt(receipt) && isDatedNear(receipt, completedAt ?? at) ? 'shown' : 'open';
}

function showPayer(payment: Payment, fact: SucceededFact): Shown {
  if (payment.kind === 'reversal' || payment.kind === 'c2b') return showCustomer(payment, fact);
  return MAY_SHOW[payment.kind] === undefined ? showPhone(payment, fact) : showReceiver(payment, fact);
}

function showPhone({ phone }: Payment, { other }: SucceededFact): Shown {
  if (other === undefined || other.form === 'none') return 'open';
  // Erased since: there is nothing left to compare.
  return phone === null || agreesWithPhone(other, phone) ? 'shown' : 'contradicts';
}

/** Money by hand was asked for by nobody: it is told soon after it was paid, or by Pull, the statement or a person. */
function earliest({ kind, createdAt }: Payment, { source }: SucceededFact): number {
  return source === 'c2b' || kind === 'c2b' ? createdAt - PULL_REACH_MS : createdAt;
}

/** Not before it was asked for, and not in the future. Bill Manager tells no time: its money is dated by its arrival. */
function showTime(
  { completedAt, at, source }: Pick<SucceededFact | MoneyReceivedFact, 'completedAt' | 'at' | 'source'>,
  from: number,
  { clockSkewMs }: EvidencePolicy,
): Shown {
  if (completedAt === null) return source === 'callback' ? 'open' : 'shown';
  return completedAt >= from - clockSkewMs && completedAt <= at + clockSkewMs ? 'shown' : 'open';
}
