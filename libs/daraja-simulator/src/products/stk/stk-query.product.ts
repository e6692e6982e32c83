import type { FaultBox } from '../../faults/fault-box.js';
import { ok, refusal, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { spikeArrest } from '../../gateway/edge-faults.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import type { World } from '../../world/world.js';
import type { QueryRate } from './query-rate.js';
import { authenticatedShortcode } from './stk-credentials.js';
import type { StkPush } from './stk-push.js';
import type { StkPushes } from './stk-pushes.js';

interface StkQueryParts {
  world: World;
  settings: CurrentSettings;
  faults: FaultBox;
  pushes: StkPushes;
  rate: QueryRate;
}

/** Tells what became of a push, without receipt, amount or phone (DARAJA-FACTS 1.4). */
export class StkQueryProduct implements Product {
  readonly op = 'stkquery';
  private pendingAnswers = 0;

  constructor(private readonly parts: StkQueryParts) {}

  handle({ body, consumerKey }: ProductRequest): Answer {
    const exceeded = this.parts.rate.exceeded(consumerKey);
    if (exceeded) return spikeArrest(exceeded.perMinute, exceeded.burst);
    const shortcode = authenticatedShortcode(this.parts.world, body);
    const push = this.parts.pushes.find(textOf(body, 'CheckoutRequestID'));
    if (!push || push.shortcode !== shortcode) throw this.unknown();
    const lie = this.parts.faults.strike('stkquery', 'contradictory-query');
    if (lie) return result(push, lie.resultCode ?? 1032, 'Request cancelled by user.');
    return push.result ? result(push, push.result.code, push.result.text) : this.pending(push);
  }

  private pending(push: StkPush): Answer {
    const form = this.parts.settings.get().pendingQuery;
    this.pendingAnswers += 1;
    const asError = form === 'error-500' || (form === 'alternate' && this.pendingAnswers % 2 === 1);
    if (!asError) return result(push, 4999, 'The transaction is still under processing');
    throw new RefusedRequest(refusal(500, '500.001.1001', 'The transaction is being processed'));
  }

  private unknown(): RefusedRequest {
    const older = this.parts.settings.get().unknownQuery === 'error-500';
    return new RefusedRequest(
      older
        ? refusal(500, '500.001.1001', 'The transaction does not Exist')
        : FAMILIES.stk.badField('CheckoutRequestID'),
    );
  }
}

/** `successsfully`, with three s, is on the wire. */
function result(push: StkPush, code: number | string, text: string): Answer {
  return ok({
    ResponseCode: '0',
    ResponseDescription: 'The service request has been accepted successsfully',
    MerchantRequestID: push.merchantRequestId,
    CheckoutRequestID: push.checkoutRequestId,
    ResultCode: String(code),
    ResultDesc: text,
  });
}
