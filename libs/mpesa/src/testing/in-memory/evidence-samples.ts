import type { Payment, PaymentKind } from '../../payments/payment.js';
import type { SucceededFact } from '../../payments/payment-fact.js';
import { CHECKOUT, MERCHANT, samplePush, succeeded } from './sample-payments.js';

/** Every kind of payment that a callback may tell of. */
export const kindsOfNews: readonly PaymentKind[] = [
  'stk-push',
  'c2b',
  'b2c',
  'pochi',
  'b2b',
  'tax',
  'top-up',
  'reversal',
  'b2b-express',
];

/** As the module draws it. */
export const OWN_NAME = '01a1f2e4-1c00-7c3f-9d2e-5b0a7f61c8d4';
const CONVERSATION = { conversationId: 'AG_1', originatorConversationId: OWN_NAME } as const;
const PUSH = { checkoutRequestId: CHECKOUT, merchantRequestId: MERCHANT } as const;
/** What was asked of M-Pesa beyond the amount: the organisation to pay, or the payment to give back; and that the name is ours. */
const ASKED: Partial<Record<PaymentKind, Partial<Payment>>> = {
  b2c: { instruction: { isNameDrawn: true } },
  pochi: { instruction: { isNameDrawn: true } },
  b2b: { party: '600979', transactionType: 'BusinessPayBill' },
  'top-up': { party: '600979', transactionType: 'BusinessPayToBulk' },
  tax: { party: '572572', transactionType: 'PayTaxToKRA' },
  reversal: { transactionType: 'TransactionReversal', instruction: { receipt: 'UKK82PACB8' } },
};
const INCOMING: readonly PaymentKind[] = ['stk-push', 'c2b', 'b2b-express'];

/** KES 1,500 of a kind, acknowledged, that an operator can ask about. */
export function paymentOf(kind: PaymentKind, over: Partial<Payment> = {}): Payment {
  const names = kind === 'stk-push' ? PUSH : kind === 'c2b' ? {} : CONVERSATION;
  return samplePush({
    kind,
    direction: INCOMING.includes(kind) ? 'in' : 'out',
    status: 'pending',
    initiator: 'teller',
    ...names,
    ...ASKED[kind],
    ...over,
  });
}

/** The success of it, with all that Safaricom's callback tells. */
export function news(kind: PaymentKind, over: Partial<SucceededFact> = {}): SucceededFact {
  const names = kind === 'stk-push' ? PUSH : { checkoutRequestId: null, merchantRequestId: null };
  const conversation = kind === 'stk-push' || kind === 'c2b' ? {} : CONVERSATION;
  const source = kind === 'c2b' ? ('c2b' as const) : ('callback' as const);
  return succeeded({ ...names, ...conversation, source, ...over });
}
