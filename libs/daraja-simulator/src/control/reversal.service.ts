import type { PendingReversal, PendingReversals } from '../products/reversal/pending-reversals.js';
import type { OrgRequests } from '../products/org/org-requests.js';
import { ControlError } from './control-error.js';
import { viewOfRequest, type OrgRequestView } from './org-request-view.js';
import { readDecision, type ReversalDecision } from './schemas.js';

/** A reversal that waits for authorisation. */
export interface PendingReversalView {
  readonly conversationId: string;
  readonly originatorConversationId: string;
  readonly shortcode: string;
  /** The receipt to reverse. */
  readonly receipt: string;
  readonly cents: number;
}

/** The organisation's portal: shows what was asked for, authorises or declines reversals. */
export class ReversalService {
  constructor(
    private readonly pending: PendingReversals,
    private readonly sent: OrgRequests,
  ) {}

  /** Everything the organisations asked for, oldest first. */
  requests(): OrgRequestView[] {
    return this.sent.list().map(viewOfRequest);
  }

  list(): PendingReversalView[] {
    return this.pending.list().map(viewOf);
  }

  /** Resolves when the result was delivered, lost or put off. */
  async decide(conversationId: string, input: ReversalDecision): Promise<void> {
    const { action } = readDecision(input);
    const reversal = this.pending.find(conversationId);
    if (!reversal) throw new ControlError(404, 'conversationId', conversationId, 'no such pending reversal');
    await this.pending.decide(reversal, action === 'authorise');
  }
}

function viewOf({ request, receipt }: PendingReversal): PendingReversalView {
  const { conversationId, originatorConversationId, shortcode, cents } = request;
  return { conversationId, originatorConversationId, shortcode: shortcode?.number ?? '', receipt, cents };
}
