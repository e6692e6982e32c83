/** The end of a push; only a success has a receipt. */
export interface StkResult {
  readonly code: number | string;
  readonly text: string;
  readonly paid: { readonly receipt: string; readonly at: number } | null;
}

function failure(code: number | string, text: string): StkResult {
  return { code, text, paid: null };
}

/** Failures of DARAJA-FACTS 3.1, with the texts seen on the wire. */
export const STK_FAILURES = {
  insufficientFunds: failure(1, 'The balance is insufficient for the transaction.'),
  subscriberLocked: failure(
    1001,
    'Unable to lock subscriber, a transaction is already in process for the current subscriber',
  ),
  promptTooLong: failure(1025, 'An error occurred while sending a push request.'),
  cancelled: failure(1032, 'Request cancelled by user.'),
  answeredTooLate: failure(1036, 'SMSC ACK timeout.'),
  unreachable: failure(1037, 'DS timeout user cannot be reached.'),
  noAnswer: failure(1037, 'No response from user.'),
  wrongPin: failure(2001, 'The initiator information is invalid.'),
  pinLocked: failure(8006, 'The security credential is locked.'),
  noSuchOperator: failure('SFC_IC0003', 'The operator does not exist.'),
} as const satisfies Record<string, StkResult>;

/**
 * The shortcode's own validator refused the payment. No capture of such a callback is public; 17, "rule limited" or in older
 * lists "internal failure" (DARAJA-FACTS 3.1), is the code whose meaning is closest.
 */
export const REFUSED_BY_VALIDATOR = 17;

export function stkSuccess(receipt: string, at: number): StkResult {
  return { code: 0, text: 'The service request is processed successfully.', paid: { receipt, at } };
}

/** A refusal by M-Pesa's limits keeps its numeric code; a validator's own code never reaches an STK callback. */
export function stkFailure(code: number | string, reason: string): StkResult {
  return typeof code === 'number'
    ? failure(code, reason)
    : failure(REFUSED_BY_VALIDATOR, `Rule limited. ${reason}`);
}
