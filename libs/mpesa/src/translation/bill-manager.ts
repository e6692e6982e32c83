import type { BillManagerPayment } from '../daraja/contracts/bill-manager-push.contract.js';
import type {
  BillManagerInvoiceBody,
  BillManagerReceiptBody,
} from '../daraja/contracts/bill-manager.contract.js';
import { formatIsoDay } from '../daraja/wire/wire-time.js';
import type { Payment } from '../payments/payment.js';
import type { MoneyReceivedFact } from '../payments/payment-fact.js';
import { formatCents } from '../values/money.js';
import { localPhone } from '../values/phone-number.js';
import { isReceipt } from '../values/receipt.js';
import { isMeantFor, type C2bReceiver, type C2bRefusal } from './c2b.js';

/** A bill in our words, checked. */
export interface Bill {
  readonly id: string;
  readonly customerName: string;
  /** Twelve digits. */
  readonly phone: string;
  readonly period: string;
  readonly title: string;
  /** `YYYY-MM-DD`. */
  readonly dueDate: string;
  readonly reference: string;
  readonly amountCents: number;
  readonly items: ReadonlyArray<{ readonly name: string; readonly amountCents: number }>;
}

/** What a customer's receipt says beyond the payment. */
export interface ReceiptDetails {
  readonly invoiceId: string;
  readonly customerName: string;
  readonly title: string;
  /** Twelve digits. */
  readonly phone: string;
}

export function toInvoiceBody(bill: Bill): BillManagerInvoiceBody {
  const items = bill.items.map(({ name, amountCents }) => ({
    itemName: name,
    amount: shillings(amountCents),
  }));
  return {
    externalReference: bill.id,
    billedFullName: bill.customerName,
    billedPhoneNumber: localPhone(bill.phone),
    billedPeriod: bill.period,
    invoiceName: bill.title,
    dueDate: bill.dueDate,
    accountReference: bill.reference,
    amount: shillings(bill.amountCents),
    ...(items.length === 0 ? {} : { invoiceItems: items }),
  };
}

/** Tells Bill Manager that a payment was booked; it sends the customer a receipt. */
export function toReceiptBody(
  payment: Payment & { readonly receipt: string; readonly reference: string },
  details: ReceiptDetails,
): BillManagerReceiptBody {
  return {
    paymentDate: formatIsoDay(payment.completedAt ?? payment.settledAt ?? payment.createdAt),
    paidAmount: shillings(payment.amountCents),
    accountReference: payment.reference,
    transactionId: payment.receipt,
    phoneNumber: localPhone(details.phone),
    fullName: details.customerName,
    invoiceName: details.title,
    externalReference: details.invoiceId,
  };
}

/** The fact in a pushed payment: the same money as its C2B confirmation tells of, should one come. */
export function factFromBillPayment(
  push: BillManagerPayment,
  receiver: C2bReceiver,
  at: number,
): MoneyReceivedFact | C2bRefusal {
  const told = push.shortCode;
  if (!isMeantFor(receiver, told)) return { refused: `foreign-shortcode: ${told ?? 'none'}` };
  if (!isReceipt(push.transactionId)) return { refused: 'no-receipt: transactionId' };
  if (push.paidAmountCents === null || push.paidAmountCents === 0) return { refused: 'no-amount' };
  return {
    type: 'money-received',
    at,
    account: receiver.name,
    accountType: receiver.type,
    shortcode: receiver.shortcode,
    till: receiver.till,
    receipt: push.transactionId,
    amountCents: push.paidAmountCents,
    reference: receiver.type === 'till' ? null : push.accountReference,
    payer: push.msisdn,
    partyName: null,
    transactionType: null,
    // Only its day is told, which would be no time of payment to match a push by.
    completedAt: null,
  };
}

/** Whole shillings without decimals, as every sample has them. */
function shillings(cents: number): string {
  return cents % 100 === 0 ? String(cents / 100) : formatCents(cents);
}
