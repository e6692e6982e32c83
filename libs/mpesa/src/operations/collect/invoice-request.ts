import { BULK_INVOICES } from '../../daraja/contracts/bill-manager.contract.js';
import { parseWireTime } from '../../daraja/wire/wire-time.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { Bill } from '../../translation/bill-manager.js';
import { c2bAccountProblem } from '../../values/account-reference.js';
import { shillingsToCents } from '../../values/money.js';
import { readPhone, refuse } from '../payment-request.js';
import { isObject } from '../request-objects.js';

/** One line of a bill. */
export interface InvoiceItem {
  readonly name: string;
  /** Whole shillings. */
  readonly amount: number;
}

/** A bill that Bill Manager sends to a customer's phone. */
export interface Invoice {
  /** Yours, unique for ever, 1 to 100 characters: an invoice is changed and cancelled by it. */
  readonly id: string;
  readonly customerName: string;
  /** The customer's, in any usual form. */
  readonly phone: string;
  /** What it is for, such as `Rent`. */
  readonly title: string;
  /** Month and year, such as `November 2026`. */
  readonly period: string;
  /** `YYYY-MM-DD`. */
  readonly dueDate: string;
  /** What the customer gives as account number when paying, 1 to 20 characters. */
  readonly reference: string;
  /** Whole shillings, 1 or more. */
  readonly amount: number;
  readonly items?: readonly InvoiceItem[];
}

const LONGEST_TEXT = 100;
const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December';
const PERIOD = new RegExp(`^(?:${MONTHS}) 20\\d\\d$`);
const DAY = /^20\d\d-\d\d-\d\d$/;

/** @param place of the invoice in a list, such as `invoices[3].` @throws InvalidRequestError naming the field */
export function readInvoice(invoice: Invoice, place = ''): Bill {
  const whole = place === '' ? 'invoice' : place.slice(0, -1);
  refuse(whole, invoice, isObject(invoice) ? null : 'must be an invoice');
  const { period, dueDate, reference } = invoice;
  refuse(
    `${place}period`,
    period,
    isPeriod(period) ? null : 'must be a month and a year, such as November 2026',
  );
  refuse(`${place}dueDate`, dueDate, isDay(dueDate) ? null : 'must be a day, such as 2026-12-05');
  refuse(`${place}reference`, reference, c2bAccountProblem(reference));
  return {
    id: readText(`${place}id`, invoice.id),
    customerName: readText(`${place}customerName`, invoice.customerName),
    phone: readPhone(invoice.phone, `${place}phone`),
    title: readText(`${place}title`, invoice.title),
    period,
    dueDate,
    reference,
    amountCents: readShillings(`${place}amount`, invoice.amount),
    items: readItems(`${place}items`, invoice.items ?? []),
  };
}

function readItems(place: string, items: readonly InvoiceItem[]): Bill['items'] {
  refuse(place, items, Array.isArray(items) && items.every(isObject) ? null : 'must be a list of items');
  return items.map((item, index) => ({
    name: readText(`${place}[${index}].name`, item.name),
    amountCents: readShillings(`${place}[${index}].amount`, item.amount),
  }));
}

/** @throws InvalidRequestError naming the place and the field */
export function readInvoices(invoices: readonly Invoice[]): Bill[] {
  readLength('invoices', invoices);
  const bills = invoices.map((invoice, index) => readInvoice(invoice, `invoices[${index}].`));
  refuseTwice(
    'invoices',
    bills.map(({ id }) => id),
  );
  return bills;
}

/** @throws InvalidRequestError field `ids` */
export function readInvoiceIds(ids: readonly string[]): string[] {
  readLength('ids', ids);
  refuseTwice('ids', ids);
  return ids.map((id, index) => readText(`ids[${index}]`, id));
}

/** @throws InvalidRequestError */
export function readText(field: string, value: unknown): string {
  const fits = typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_TEXT;
  refuse(field, value, fits ? null : `must be 1 to ${LONGEST_TEXT} characters and not blank`);
  return value as string;
}

function readShillings(field: string, value: number): number {
  const fits = Number.isSafeInteger(value) && value >= 1 && value <= Number.MAX_SAFE_INTEGER / 100;
  refuse(field, value, fits ? null : 'must be a whole number of shillings, 1 or more');
  return shillingsToCents(value);
}

function readLength(field: string, list: unknown): void {
  if (Array.isArray(list) && list.length >= 1 && list.length <= BULK_INVOICES) return;
  const shown = Array.isArray(list) ? `${list.length} entries` : list;
  throw new InvalidRequestError(field, shown, `must be a list of 1 to ${BULK_INVOICES}`);
}

function refuseTwice(field: string, ids: readonly string[]): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new InvalidRequestError(field, twice, 'must have each id once');
}

function isPeriod(period: unknown): boolean {
  return typeof period === 'string' && PERIOD.test(period);
}

function isDay(day: unknown): boolean {
  return typeof day === 'string' && DAY.test(day) && parseWireTime(day) !== null;
}
