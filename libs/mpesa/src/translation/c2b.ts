import type { C2bNotification } from '../daraja/contracts/c2b-callbacks.contract.js';
import { payerName } from '../daraja/contracts/payer-name.js';
import type { MoneyReceivedFact } from '../payments/payment-fact.js';
import type { AccountType } from '../values/account-type.js';
import { isReceipt } from '../values/receipt.js';

/** As many characters as are kept, which what cannot be kept would be tried for ever; Safaricom's own have twenty at most. */
const LONGEST_REFERENCE = 255;

/** The account a C2B URL was signed for. */
export interface C2bReceiver {
  readonly name: string;
  readonly type: AccountType;
  readonly shortcode: string;
  readonly till: string | null;
  /** Whether it has an operator who may ask M-Pesa how a transaction stands. */
  readonly canAsk?: boolean;
}

/** Why a notification cannot be money for this receiver. */
export interface C2bRefusal {
  readonly refused: string;
}

/** Which shortcode was paid, or is about to be, as the notification tells it. */
export function shortcodeTold({ BusinessShortCode: told }: C2bNotification): string | null {
  return told;
}

/** A pay bill has no till, and money without a shortcode must not meet it there. */
export function isMeantFor(
  { shortcode, till }: Pick<C2bReceiver, 'shortcode' | 'till'>,
  told: string | null,
): boolean {
  return told !== null && (told === shortcode || told === till);
}

/** What validation and confirmation tell alike of a payment. */
export function paymentTold(notification: C2bNotification, receiver: C2bReceiver) {
  return {
    account: receiver.name,
    shortcode: receiver.shortcode,
    till: receiver.till,
    receipt: notification.TransID,
    reference: receiver.type === 'till' ? null : notification.BillRefNumber,
    transactionType: notification.TransactionType,
  };
}

/** The fact in a confirmation. It tells of completed payments only, so it has no result code. */
export function factFromConfirmation(
  notification: C2bNotification,
  receiver: C2bReceiver,
  at: number,
): MoneyReceivedFact | C2bRefusal {
  const told = shortcodeTold(notification);
  if (!isMeantFor(receiver, told)) return { refused: `foreign-shortcode: ${told ?? 'none'}` };
  if (!isReceipt(notification.TransID)) return { refused: 'no-receipt: TransID' };
  if ((notification.BillRefNumber ?? '').length > LONGEST_REFERENCE)
    return { refused: 'too-long: BillRefNumber' };
  if (notification.TransAmount === null || notification.TransAmount === 0) return { refused: 'no-amount' };
  return {
    type: 'money-received',
    at,
    ...paymentTold(notification, receiver),
    accountType: receiver.type,
    amountCents: notification.TransAmount,
    payer: notification.MSISDN,
    partyName: payerName(notification),
    completedAt: notification.TransTime,
  };
}
