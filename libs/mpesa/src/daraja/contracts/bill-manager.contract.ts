import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { type WireRecord, wireRecord, wireText } from '../wire/wire-reader.js';

/** `…/optin` and `…/change-optin-details` (portal page BillManager). */
export interface BillManagerOptInBody {
  readonly shortcode: string;
  readonly email: string;
  /** Local form, `0722000000`. */
  readonly officialContact: string;
  /** "1": M-Pesa reminds the customer 7, 3 and 1 days before the due date. */
  readonly sendReminders: '0' | '1';
  readonly logo?: string;
  /** Lower case on the wire. Where payments are pushed. */
  readonly callbackurl: string;
}

/** A line of an invoice. */
export interface BillManagerItem {
  readonly itemName: string;
  /** Whole shillings. */
  readonly amount: string;
}

/** `…/single-invoicing`; `…/bulk-invoicing` takes an array of at most `BULK_INVOICES`. */
export interface BillManagerInvoiceBody {
  /** Ours, unique; cancelling is by it. */
  readonly externalReference: string;
  readonly billedFullName: string;
  /** Local form, `0722000000`. */
  readonly billedPhoneNumber: string;
  /** `November 2026`. */
  readonly billedPeriod: string;
  readonly invoiceName: string;
  /** `YYYY-MM-DD`. */
  readonly dueDate: string;
  readonly accountReference: string;
  /** Whole shillings. */
  readonly amount: string;
  readonly invoiceItems?: readonly BillManagerItem[];
}

export const BULK_INVOICES = 1000;

/** `…/cancel-single-invoice`; `…/cancel-bulk-invoices` takes an array. */
export interface BillManagerCancelBody {
  readonly externalReference: string;
}

/** `…/reconciliation`: acknowledges a payment, upon which the customer gets an e-receipt. */
export interface BillManagerReceiptBody {
  /** `YYYY-MM-DD`. */
  readonly paymentDate: string;
  /** Whole shillings. */
  readonly paidAmount: string;
  readonly accountReference: string;
  readonly transactionId: string;
  /** Local form, `0722000000`. */
  readonly phoneNumber: string;
  readonly fullName: string;
  readonly invoiceName: string;
  readonly externalReference: string;
}

/** It was done. */
export interface BillManagerAnswer {
  /** Given by opting in: belongs into a header of every later call. */
  readonly appKey: string | null;
  readonly message: string | null;
}

/** Accepted is `rescode` "200". Cancelling a paid invoice is "409 Conflict". */
export function parseBillManagerAnswer(body: unknown): Reading<BillManagerAnswer> {
  const record = wireRecord(body);
  const code = wireText(record?.['rescode']);
  if (!record || code === null) return UNREADABLE;
  const message = messageOf(record);
  if (code !== '200') return { kind: 'refused', code, message: message ?? '(no message)' };
  return accepted({ appKey: wireText(record['app_key']), message });
}

function messageOf(record: WireRecord): string | null {
  return wireText(record['Status_Message']) ?? wireText(record['resmsg']);
}
