import type { ReversalInstruction } from '../../translation/organisation-request.js';
import { isHeldBack } from '../../payments/held-back.js';
import type { Payment } from '../../payments/payment.js';
import type { StatementRow } from '../../statements/statement-row.js';
import { agreesWithPhone } from '../../values/payer-identity.js';
import type { RestoreMark } from '../restores/restore.store.js';
import { HOUR_MS, MINUTE_MS } from '../../values/duration.js';

/** A row that can only be this payment. */
export interface PayoutProof {
  readonly row: StatementRow;
  readonly payment: Payment;
}

/** The portal's times are whole seconds, and its clock is not ours. */
const SKEW_MS = MINUTE_MS;
const LONGEST_WAY_MS = 72 * HOUR_MS;

/**
 * Which money that left is which payment in review. As many rows as there are payments that fit them alike are theirs, in the
 * order of time; where there are more of one than of the other nothing is said of any.
 */
export function provenPayouts(
  rows: readonly StatementRow[],
  payments: readonly Payment[],
  restores: readonly RestoreMark[],
): PayoutProof[] {
  const fitting = (payment: Payment) => rows.filter((row) => fits(row, payment, restores)).sort(byTime);
  const alike = new Map<string, { rows: StatementRow[]; payments: Payment[] }>();
  for (const payment of [...payments].sort(byId)) {
    const own = fitting(payment);
    if (own.length === 0) continue;
    const key = own.map(({ receipt }) => receipt).join(' ');
    const group = alike.get(key) ?? { rows: own, payments: [] };
    group.payments.push(payment);
    alike.set(key, group);
  }
  const groups = [...alike.values()];
  return groups.filter((group) => isEven(group, groups)).flatMap(pairs);
}

interface Group {
  readonly rows: readonly StatementRow[];
  readonly payments: readonly Payment[];
}

/** As many of one as of the other, none that is still open, and no other payment that could have one of the rows. */
function isEven(group: Group, groups: readonly Group[]): boolean {
  const others = groups.filter((one) => one !== group);
  const contested = group.rows.some((row) => others.some(({ rows }) => rows.includes(row)));
  const isOver = group.payments.every(({ status }) => status === 'review');
  return isOver && group.rows.length === group.payments.length && !contested;
}

function pairs({ rows, payments }: Group): PayoutProof[] {
  return rows.flatMap((row, index) => {
    const payment = payments[index];
    return payment === undefined ? [] : [{ row, payment }];
  });
}

function fits(row: StatementRow, payment: Payment, restores: readonly RestoreMark[]): boolean {
  return (
    row.amountCents === payment.amountCents &&
    isOfItsTime(row, payment, restores) &&
    isToWhomItWasMeant(row, payment) &&
    !namesAnotherAccount(row, payment)
  );
}

/** What was held back was paid in the time that the books have lost, if it was; what was sent, after its sending. */
function isOfItsTime(row: StatementRow, payment: Payment, restores: readonly RestoreMark[]): boolean {
  const within = (from: number, to: number) =>
    row.completedAt >= from - SKEW_MS && row.completedAt <= to + SKEW_MS;
  if (isHeldBack(payment)) return restores.some(({ backupAt, restoredAt }) => within(backupAt, restoredAt));
  return payment.sendingAt !== null && within(payment.sendingAt, payment.sendingAt + LONGEST_WAY_MS);
}

function isToWhomItWasMeant(row: StatementRow, { kind, phone, party, instruction }: Payment): boolean {
  if (kind === 'reversal') {
    return row.linkedReceipt === (instruction as unknown as ReversalInstruction | null)?.receipt;
  }
  // A row that belongs to another transaction gives that back; it is no payment.
  if (row.linkedReceipt !== null) return false;
  return party === null ? phone !== null && agreesWithPhone(row.payer, phone) : row.shortcode === party;
}

/** A bill or a tax is paid on the account that the caller gave; elsewhere the reference may be one that we made up. */
function namesAnotherAccount(row: StatementRow, { kind, transactionType, reference }: Payment): boolean {
  const given = kind === 'tax' || transactionType === 'BusinessPayBill';
  return given && row.reference !== null && row.reference !== reference;
}

function byTime(one: StatementRow, two: StatementRow): number {
  return one.completedAt - two.completedAt || one.receipt.localeCompare(two.receipt);
}

function byId(one: Payment, two: Payment): number {
  return one.id < two.id ? -1 : 1;
}
