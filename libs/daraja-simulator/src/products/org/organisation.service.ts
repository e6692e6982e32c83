import type { CallbackSender } from '../../callbacks/callback-sender.js';
import type { VirtualClock } from '../../clock/virtual-clock.js';
import type { EventHub } from '../../events/event-hub.js';
import type { FaultBox } from '../../faults/fault-box.js';
import type { FaultRule } from '../../faults/fault-rule.js';
import { ok, refusal, RefusedRequest, type Answer } from '../../gateway/answer.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import type { OperatorCheck } from './operator-check.js';
import {
  orgRequestFrom,
  type OrgOrder,
  type OrgOutcome,
  type OrgRequest,
  type OrgWork,
} from './org-request.js';
import type { OrgRequests } from './org-requests.js';
import { resultText, timeoutText } from './result-text.js';

interface OrganisationServiceParts {
  clock: VirtualClock;
  ids: DarajaIds;
  settings: CurrentSettings;
  faults: FaultBox;
  events: EventHub;
  sender: CallbackSender;
  requests: OrgRequests;
  operators: OperatorCheck;
}

/** Products whose failures carry a receipt of their own; the others the date and seven zeros (DARAJA-FACTS 1.6, 1.7). */
const RECEIPT_ON_FAILURE: readonly string[] = ['b2c', 'pochi'];

/** The life of an organisation's request: accepted, queued, allowed, done, told. */
export class OrganisationService {
  constructor(private readonly parts: OrganisationServiceParts) {}

  /** Acknowledges the order; `work` is done after the usual delay, once the acknowledgement has left. */
  accept(order: OrgOrder, work: OrgWork): Answer {
    const { clock, ids, faults, requests, settings } = this.parts;
    const chosen = order.originatorConversationId;
    if (chosen !== null && requests.find(chosen)) {
      throw new RefusedRequest(refusal(500, '500.002.1001', 'Duplicate OriginatorConversationID.'));
    }
    const startedAt = clock.now();
    const conversationId = ids.conversationId(startedAt);
    const originatorConversationId = chosen ?? ids.requestId();
    const request = orgRequestFrom(order, { startedAt, conversationId, originatorConversationId });
    requests.add(request);
    const overtaken = faults.strike(order.op, 'callback-before-ack') !== null;
    if (overtaken) request.acknowledged.fire();
    clock.after(settings.get().resultDelayMs, () => this.leaveQueue(request, work));
    return {
      ...ok({
        ConversationID: conversationId,
        OriginatorConversationID: originatorConversationId,
        ResponseCode: '0',
        ResponseDescription: 'Accept the service request successfully.',
      }),
      heldUntil: overtaken ? request.finished.promise : undefined,
      afterSent: () => request.acknowledged.fire(),
    };
  }

  /** Makes `outcome` the result of a request that waited, and tells it. */
  async conclude(request: OrgRequest, outcome: OrgOutcome, told = true): Promise<void> {
    const { clock, settings, sender, events } = this.parts;
    request.outcome = outcome;
    request.status = outcome.done ? 'Completed' : 'Declined';
    request.finishedAt = clock.now();
    request.transactionId = outcome.done ? outcome.receipt : this.failedId(request);
    events.tell('money', { conversationId: request.conversationId });
    if (told && request.resultUrl !== '') {
      const text = resultText(request, settings.get());
      await sender.send({ op: `${request.op}-result`, url: request.resultUrl, text });
    }
    request.finished.fire();
  }

  private async leaveQueue(request: OrgRequest, work: OrgWork): Promise<void> {
    await request.acknowledged.promise;
    const stuck = this.parts.faults.strike(request.op, 'queue-timeout');
    if (stuck) await this.timeOut(request, work, stuck);
    else await this.process(request, work, true);
  }

  private async timeOut(request: OrgRequest, work: OrgWork, { then, ms }: FaultRule): Promise<void> {
    const { ids, clock, sender } = this.parts;
    if (request.timeoutUrl !== '') {
      const text = timeoutText(request, ids.noReceipt(clock.now()));
      await sender.send({ op: 'timeout-callback', url: request.timeoutUrl, text });
    }
    if (then) {
      clock.after(ms ?? 0, () => this.process(request, work, then === 'result'));
      return;
    }
    request.status = 'Expired';
    request.finishedAt = clock.now();
    request.finished.fire();
  }

  private async process(request: OrgRequest, work: OrgWork, told: boolean): Promise<void> {
    const outcome = this.parts.operators.problem(request) ?? work(request);
    if (outcome) return this.conclude(request, outcome, told);
    request.status = 'Pending Authorized';
    this.parts.events.tell('money', { conversationId: request.conversationId });
    request.finished.fire();
  }

  private failedId({ op }: OrgRequest): string {
    const { ids, clock } = this.parts;
    return RECEIPT_ON_FAILURE.includes(op) ? ids.receipt(clock.now()) : ids.noReceipt(clock.now());
  }
}
