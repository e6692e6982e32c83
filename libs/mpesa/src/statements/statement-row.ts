import { parseWireTime } from '../daraja/wire/wire-time.js';
import { parseCents } from '../values/money.js';
import type { StatementColumn, StatementColumns } from './statement-columns.js';
import { partyOf, type StatementParty } from './statement-party.js';

/** One line of a statement. */
export interface StatementRow extends StatementParty {
  /** Counted from 1, as an editor shows it. */
  readonly line: number;
  readonly receipt: string;
  /** Epoch ms. */
  readonly completedAt: number;
  readonly completed: boolean;
  /** The portal's word. */
  readonly status: string;
  readonly direction: 'in' | 'out';
  readonly amountCents: number;
  /** The portal's words for the kind of transaction, such as `Pay Bill Online`. */
  readonly reason: string;
  /** The other organisation's number, where the other party has one that is no phone. */
  readonly shortcode: string | null;
  /** The account number the payer gave. */
  readonly reference: string | null;
  /** The receipt of the transaction that this one belongs to, such as the reversed one. */
  readonly linkedReceipt: string | null;
}

/** A line that is not looked at, and why. */
export interface SkippedLine {
  readonly line: number;
  readonly skipped: string;
}

const RECEIPT = /^[A-Z0-9]{8,12}$/;
const GROUPED = /^-?\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?$/;
const CHARGE = /\b(?:charges?|fees?|commission|tariff|excise)\b/i;
/** Reasons of money that a customer paid; confirmations call some of it by the last two (DARAJA-FACTS 1.5). */
const CUSTOMER_PAYMENT =
  /\b(?:pay ?bill|pay utility|buy goods|pay merchant|merchant payment|organization to organization transfer|od payment transfer)\b/i;

/** True for money a customer paid, which a C2B confirmation would have told. Funds moved between accounts and reversals are none. */
export function isCustomerPayment({ direction, reason }: StatementRow): boolean {
  return direction === 'in' && CUSTOMER_PAYMENT.test(reason) && !/revers/i.test(reason);
}

/** Reads one line below the line of column names. Amounts and times that cannot be read are told, never guessed. */
export function readRow(
  line: number,
  cells: readonly string[],
  columns: StatementColumns,
): StatementRow | SkippedLine {
  const cell = (column: StatementColumn): string => (cells[columns.get(column) ?? -1] ?? '').trim();
  const skip = (skipped: string): SkippedLine => ({ line, skipped });
  const receipt = cell('receipt').toUpperCase();
  if (!RECEIPT.test(receipt)) return skip(receipt === '' ? 'no receipt' : `no receipt: ${shown(receipt)}`);
  const details = cell('details');
  const reason = cell('reason') || kindIn(details);
  // A charge has the receipt of the payment it is for.
  if (CHARGE.test(reason)) return skip(`charge: ${shown(reason)}`);
  const currency = cell('currency');
  if (!/^(?:KES)?$/i.test(currency)) return skip(`currency: ${shown(currency)}`);
  const completedAt = parseWireTime(cell('completedAt')) ?? parseWireTime(cell('initiatedAt'));
  if (completedAt === null) return skip(`unreadable time: ${shown(cell('completedAt'))}`);
  const amount = amountOf(cell('paidIn'), cell('withdrawn'));
  if ('unreadable' in amount) return skip(amount.unreadable);
  const status = cell('status');
  return {
    line,
    receipt,
    completedAt,
    completed: /^completed?$/i.test(status),
    status,
    ...amount,
    reason,
    ...partyOf(cell('party') || payerIn(details)),
    shortcode: shortcodeIn(cell('party')),
    reference: cell('reference') || accountIn(details),
    linkedReceipt: cell('linkedReceipt').toUpperCase() || null,
  };
}

/** `600979 - LANDLORD`: the number of an organisation begins its name. */
function shortcodeIn(party: string): string | null {
  return /^(\d{5,7})\b/.exec(party)?.[1] ?? null;
}

type Amount = Pick<StatementRow, 'direction' | 'amountCents'>;

function amountOf(paidIn: string, withdrawn: string): Amount | { readonly unreadable: string } {
  const [paid, taken] = [centsOf(paidIn), centsOf(withdrawn.replace(/^-/, ''))];
  if (paid === null || taken === null)
    return { unreadable: `unreadable amount: ${shown(paid === null ? paidIn : withdrawn)}` };
  if (paid > 0 === taken > 0) return { unreadable: paid > 0 ? 'two amounts' : 'no amount' };
  return paid > 0 ? { direction: 'in', amountCents: paid } : { direction: 'out', amountCents: taken };
}

/** `1,053.00` and `1053` alike; an empty cell is nothing, anything else null. */
function centsOf(text: string): number | null {
  if (text === '') return 0;
  return parseCents(GROUPED.test(text) ? text.replaceAll(',', '') : text);
}

/** `Pay Bill from 2547****678 - JANE DOE Acc. INV-77` begins with its kind; what follows was typed by people. */
function kindIn(details: string): string {
  return before(details, /\s(?:from|to|by|acc\.?)\s/i).trim();
}

function payerIn(details: string): string {
  const start = details.search(/\sfrom\s/i);
  if (start < 0) return '';
  const payer = before(details.slice(start + ' from '.length).trim(), /\sAcc\./i).trim();
  return /[-\u2010-\u2015]$/.test(payer) ? payer.slice(0, -1).trim() : payer;
}

function accountIn(details: string): string | null {
  const start = details.search(/\sAcc\./i);
  return start < 0 ? null : details.slice(start + ' Acc.'.length).trim() || null;
}

/** All of it where `mark` is not found. */
function before(text: string, mark: RegExp): string {
  const at = text.search(mark);
  return at < 0 ? text : text.slice(0, at);
}

/** Cells may hold anything, and reports are read by people. */
function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
