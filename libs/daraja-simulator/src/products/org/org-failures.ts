import type { OrgFailure } from './org-request.js';

export function failure(code: number | string, text: string): OrgFailure {
  return { done: false, code, text };
}

const LIMIT = 'Declined due to limit rule:';

/** Why organisations' requests fail, DARAJA-FACTS 3.2. */
export const ORG_FAILURES = {
  balanceTooLow: failure(1, 'The balance is insufficient for the transaction.'),
  tooSmall: failure(2, `${LIMIT} less than the minimum transaction amount.`),
  tooLarge: failure(3, `${LIMIT} greater than the maximum transaction amount.`),
  payeeFull: failure(8, `${LIMIT} would exceed the maximum balance.`),
  partyInvalid: failure(11, 'The DebitParty is in an invalid state.'),
  notAllowed: failure(21, 'The initiator is not allowed to initiate this request'),
  noPermission: failure('TP40153', 'The operator lacks permission or is not in the organization.'),
  badParameter: failure(25, 'The format of parameter Amount is invalid.'),
  badInitiator: failure(2001, 'The initiator information is invalid.'),
  notAssigned: failure(2028, 'The request is not permitted according to product assignment.'),
  customerUnsupported: failure(
    2040,
    "Credit Party customer type (Unregistered or Registered Customer) can't be supported by the service .",
  ),
  operatorLocked: failure(8006, 'The security credential is locked.'),
  noReceiver: failure('SFC_IC0003', 'Receiver party is invalid'),
  alreadyReversed: failure('R000001', 'The transaction has already been reversed.'),
  noOriginal: failure('R000002', 'The OriginalTransactionID is invalid.'),
  /** What a declined reversal ends in is not known; 1032 is the code whose meaning is closest. */
  declined: failure(1032, 'The reversal was declined by the organization.'),
} as const satisfies Record<string, OrgFailure>;
