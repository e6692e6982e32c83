import { Signal } from '../../clock/signal.js';
import type { ResultOp } from '../../faults/fault-rule.js';
import type { Shortcode } from '../../world/shortcode.js';
import type { ResultItem } from './result-item.js';

/** What the organisation asked for, read from the body. */
export interface OrgOrder {
  readonly op: ResultOp;
  /** Null when no such shortcode exists: accepted all the same, the result tells. */
  readonly shortcode: Shortcode | null;
  readonly initiator: string;
  readonly securityCredential: string;
  /** Empty sends no result. */
  readonly resultUrl: string;
  /** Empty sends no timeout. */
  readonly timeoutUrl: string;
  /** Chosen by the caller where the API allows it; null leaves it to the gateway. */
  readonly originatorConversationId: string | null;
  /** In cents; 0 for a question. */
  readonly cents: number;
  /** What its result brings back when it fails; absent where that is where it was queued. */
  readonly echoed?: readonly ResultItem[];
}

/** The request was done. */
export interface OrgSuccess {
  readonly done: true;
  readonly receipt: string;
  readonly parameters: readonly ResultItem[];
  readonly references: readonly ResultItem[];
}

/** The request came to nothing, with a code of DARAJA-FACTS 3.2. */
export interface OrgFailure {
  readonly done: false;
  readonly code: number | string;
  readonly text: string;
}

export type OrgOutcome = OrgSuccess | OrgFailure;

/** Where a request stands, in the words of a transaction status (DARAJA-FACTS 1.11). */
export type OrgStatus = 'Initiated' | 'Pending Authorized' | 'Completed' | 'Declined' | 'Expired';

/** A request Daraja accepted, from its acknowledgement to its result. */
export interface OrgRequest extends Omit<OrgOrder, 'originatorConversationId'> {
  readonly conversationId: string;
  readonly originatorConversationId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  status: OrgStatus;
  outcome: OrgOutcome | null;
  /** What the envelope says as TransactionID; empty until there is an outcome. */
  transactionId: string;
  /** Epoch milliseconds; null until there is an outcome. */
  finishedAt: number | null;
  /** The acknowledgement has left; results wait for it. */
  readonly acknowledged: Signal;
  /** The result was delivered, lost or put off. */
  readonly finished: Signal;
}

/** Does the work of a request; null when it waits for somebody. */
export type OrgWork = (request: OrgRequest) => OrgOutcome | null;

export function orgRequestFrom(
  order: OrgOrder,
  ids: Pick<OrgRequest, 'conversationId' | 'originatorConversationId' | 'startedAt'>,
): OrgRequest {
  return {
    ...order,
    ...ids,
    status: 'Initiated',
    outcome: null,
    transactionId: '',
    finishedAt: null,
    acknowledged: new Signal(),
    finished: new Signal(),
  };
}
