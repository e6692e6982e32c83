import type { C2bVerdict, Payment } from 'nestjs-mpesa';
import type { PaymentNews } from '../../endpoints/payment-news.js';
import type { Question } from '../../endpoints/validation-relay.js';
import { fieldsOf } from '../../http/fields-of.js';

/** The seven fields in which a payment by hand is told, all of them text. */
export interface PhpPayment {
  readonly TransactionType: string;
  readonly TransID: string;
  /** Shillings with two decimals. */
  readonly TransAmount: string;
  readonly BusinessShortCode: string;
  /** The account number as it was typed; empty for tills. */
  readonly BillRefNumber: string;
  /** As M-Pesa tells it: in clear, with stars, or hashed. */
  readonly MSISDN: string;
  readonly FirstName: string;
}

type Told = Pick<Payment, 'receipt' | 'amountCents' | 'shortcode' | 'till' | 'reference' | 'transactionType'>;

/** Money that has come in by hand. There are no words for anything else. */
export function phpConfirmation({ type, payment }: PaymentNews): PhpPayment | null {
  if (type !== 'payment.succeeded' || payment.kind !== 'c2b') return null;
  const { phone, phoneMasked, phoneHash, partyName } = payment;
  return sevenFields(payment, { payer: phone ?? phoneMasked ?? phoneHash, name: partyName });
}

export function phpQuestion({ request }: Question): PhpPayment {
  return sevenFields(request, { payer: request.phone, name: request.payerName });
}

function sevenFields(told: Told, { payer, name }: { payer: string | null; name: string | null }): PhpPayment {
  return {
    TransactionType: told.transactionType ?? (told.till === null ? 'Pay Bill' : 'Buy Goods'),
    TransID: told.receipt ?? '',
    TransAmount: (told.amountCents / 100).toFixed(2),
    BusinessShortCode: told.till ?? told.shortcode,
    BillRefNumber: told.reference ?? '',
    MSISDN: payer ?? '',
    FirstName: name?.split(' ')[0] ?? '',
  };
}

/** Answers are those that Safaricom knows: `{ ResultCode, ResultDesc }`, 0 to accept, `C2B00011` to `C2B00016` to refuse. */
export function phpVerdict(body: unknown): C2bVerdict | null {
  const { ResultCode: code, ResultDesc: text } = fieldsOf(body);
  if (code === 0 || code === '0') return { accept: true };
  if (typeof code !== 'string' && typeof code !== 'number') return null;
  const reason = typeof text === 'string' ? text : undefined;
  return { accept: false, code: REJECTIONS.find((known) => known === code) ?? 'C2B00016', reason };
}

const REJECTIONS = ['C2B00011', 'C2B00012', 'C2B00013', 'C2B00014', 'C2B00015', 'C2B00016'] as const;
