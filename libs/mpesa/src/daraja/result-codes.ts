/** Why a push failed, in one word that our code may decide by. */
export type FailureWord =
  | 'cancelled'
  | 'timeout'
  | 'expired'
  | 'unreachable'
  | 'insufficient-funds'
  | 'wrong-pin'
  | 'pin-locked'
  | 'limit-exceeded'
  | 'below-minimum'
  | 'rule-limited'
  | 'prompt-open'
  | 'not-permitted'
  | 'system-busy'
  | 'prompt-failed'
  | 'unknown';

/** Who can do something about it. */
export type Fault = 'payer' | 'caller' | 'safaricom' | 'none' | 'unknown';

/** What a result code means, and what to do about it. */
export interface StkResultExplanation {
  /** As Safaricom sent it. */
  readonly code: string;
  /** Null for a success and for a push that is still pending. */
  readonly failure: FailureWord | null;
  readonly meaning: string;
  readonly fault: Fault;
  /** True when another push may succeed without anything being changed first. */
  readonly retryable: boolean;
  readonly moneyMayHaveMoved: boolean;
  readonly adviceToPayer: string;
  readonly adviceToDeveloper: string;
}

type Entry = readonly [
  failure: FailureWord | null,
  fault: Fault,
  retryable: boolean,
  meaning: string,
  adviceToPayer: string,
  adviceToDeveloper: string,
];

/** The codes of customer payments, as callbacks and STK queries tell them. Compared as text; the wording beside them varies. */
// prettier-ignore
const STK_RESULTS = {
  '0': [null, 'none', false, 'paid', 'You have paid.', 'Nothing to do.'],
  '1': ['insufficient-funds', 'payer', true, 'balance too low, Fuliza refused too',
    'Your M-Pesa balance is too low. Top up and try again.', 'Offer another attempt.'],
  '2': ['below-minimum', 'caller', false, 'below the least amount of this shortcode',
    'This amount is too small for M-Pesa.', 'Raise the amount.'],
  '3': ['limit-exceeded', 'caller', false, 'above the largest amount of one transaction',
    'This amount is too large for one M-Pesa payment.', 'Ask for at most KES 250,000 at once.'],
  '4': ['limit-exceeded', 'payer', false, 'above what the payer may move in one day',
    'You have reached your M-Pesa limit for today. Try again tomorrow.', 'Offer another attempt tomorrow.'],
  '8': ['limit-exceeded', 'caller', false, 'the receiving account would hold too much',
    'The business cannot receive this payment now.', 'Withdraw from the receiving account, or have its limit raised.'],
  '17': ['rule-limited', 'caller', true, 'a rule of M-Pesa or of the shortcode refused it, such as the same amount to the same customer within two minutes',
    'Wait two minutes, then try again.', 'Wait two minutes before asking for the same amount again.'],
  '26': ['system-busy', 'safaricom', true, 'M-Pesa is too busy',
    'M-Pesa is busy. Try again in a few minutes.', 'Offer another attempt in a few minutes.'],
  '1001': ['prompt-open', 'payer', true, 'another M-Pesa session is open on that phone',
    'Finish the M-Pesa request that is open on your phone, then try again.', 'Wait one to three minutes.'],
  '1019': ['expired', 'payer', true, 'the transaction expired before it was done',
    'The request ran out of time. Try again.', 'Offer another attempt.'],
  '1025': ['prompt-failed', 'caller', true, 'the prompt could not be sent, perhaps because it is longer than 182 characters',
    'The request could not be shown on your phone. Try again.', 'Shorten reference and description.'],
  '1031': ['timeout', 'payer', true, 'no answer in time (Bonga flow)',
    'The request ran out of time. Try again.', 'Offer another attempt.'],
  '1032': ['cancelled', 'payer', false, 'the payer cancelled, or on some phones let the prompt run out',
    'You cancelled the payment.', 'Ask again only when the payer wants it.'],
  '1036': ['timeout', 'safaricom', true, 'the answer of the phone came too late',
    'Your answer came too late. Try again.', 'Offer another attempt.'],
  '1037': ['unreachable', 'payer', true, 'phone off, out of reach, SIM without the applet, or nobody answered',
    'Your phone did not answer. Check that it is on and try again; dial *234# to update an old SIM.',
    'Offer another attempt, or paying by pay bill or till.'],
  '2001': ['wrong-pin', 'payer', true, 'wrong PIN',
    'The M-Pesa PIN was wrong. Try again.', 'Offer another attempt.'],
  '2028': ['not-permitted', 'caller', false, 'this shortcode may not take this kind of payment',
    'The business cannot take this payment now.', 'Check PartyB and TransactionType: pay bill or till, store or till number.'],
  '4999': [null, 'none', false, 'still being processed',
    'Answer the request on your phone.', 'Ask again later; never count it as failed.'],
  '8006': ['pin-locked', 'payer', false, 'the PIN is locked after wrong tries',
    'Your M-Pesa PIN is locked. Call Safaricom on 100 or 200.', 'Offer another way to pay.'],
  '9999': ['prompt-failed', 'safaricom', true, 'the prompt could not be sent',
    'The request could not be shown on your phone. Try again.', 'Offer another attempt; shorten reference and description.'],
  SFC_IC0003: ['not-permitted', 'caller', false, 'the receiving party does not exist',
    'The business cannot take this payment now.', 'Check PartyB and TransactionType.'],
} as const satisfies Record<string, Entry>;

const UNKNOWN: Entry = [
  'unknown',
  'unknown',
  false,
  'not in the catalogue',
  'The payment failed. Check your M-Pesa messages before you try again.',
  'Look the code up with Safaricom; the raw code and text are kept.',
];

const CATALOGUE = new Map<string, Entry>(Object.entries(STK_RESULTS));

/** The codes that the catalogue explains. */
export const STK_RESULT_CODES: readonly string[] = [...CATALOGUE.keys()];

/** Explains the result code of a push. A code nobody knows keeps its raw text and is `unknown`, never a success. */
export function explainStkResult(code: string): StkResultExplanation {
  const entry = CATALOGUE.get(code) ?? UNKNOWN;
  const [failure, fault, retryable, meaning, adviceToPayer, adviceToDeveloper] = entry;
  // A success moved it, a pending push may yet, and what an unknown code did nobody can say.
  const moneyMayHaveMoved = failure === null || failure === 'unknown';
  return { code, failure, meaning, fault, retryable, moneyMayHaveMoved, adviceToPayer, adviceToDeveloper };
}
