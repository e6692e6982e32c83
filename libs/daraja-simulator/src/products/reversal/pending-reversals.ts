import type { OrganisationService } from '../org/organisation.service.js';
import { ORG_FAILURES } from '../org/org-failures.js';
import type { OrgRequest } from '../org/org-request.js';
import type { PaymentReversal } from './payment-reversal.js';

/** A reversal nobody has authorised yet. */
export interface PendingReversal {
  readonly request: OrgRequest;
  /** The receipt to reverse. */
  readonly receipt: string;
}

/** Reversals that wait for a second pair of eyes on the organisation's portal. */
export class PendingReversals {
  private readonly waiting = new Map<string, PendingReversal>();

  constructor(
    private readonly organisation: OrganisationService,
    private readonly reversal: PaymentReversal,
  ) {}

  add(request: OrgRequest, receipt: string): void {
    this.waiting.set(request.conversationId, { request, receipt });
  }

  list(): PendingReversal[] {
    return [...this.waiting.values()];
  }

  find(conversationId: string): PendingReversal | undefined {
    return this.waiting.get(conversationId);
  }

  /** Reverses, or declines; resolves when the result was delivered, lost or put off. */
  decide({ request, receipt }: PendingReversal, authorised: boolean): Promise<void> {
    this.waiting.delete(request.conversationId);
    const outcome = authorised ? this.reversal.reverse(request, receipt) : ORG_FAILURES.declined;
    return this.organisation.conclude(request, outcome);
  }

  clear(): void {
    this.waiting.clear();
  }
}
