import type { OrgRequest, OrgStatus } from '../products/org/org-request.js';

/** A request of an organisation that is answered by a result: money out, a reversal, a question. */
export interface OrgRequestView {
  readonly op: string;
  readonly shortcode: string | null;
  readonly initiator: string;
  /** 0 of a question. */
  readonly cents: number;
  readonly status: OrgStatus;
  /** Null while there is no result. */
  readonly resultCode: number | string | null;
  readonly resultDesc: string | null;
  readonly transactionId: string;
  readonly conversationId: string;
  readonly originatorConversationId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

export function viewOfRequest(request: OrgRequest): OrgRequestView {
  const { outcome, shortcode, op, initiator, cents, status, transactionId, startedAt } = request;
  const failed = outcome && !outcome.done ? outcome : null;
  return {
    op,
    shortcode: shortcode?.number ?? null,
    initiator,
    cents,
    status,
    resultCode: outcome ? (failed?.code ?? 0) : null,
    resultDesc: failed?.text ?? null,
    transactionId,
    conversationId: request.conversationId,
    originatorConversationId: request.originatorConversationId,
    startedAt,
  };
}
