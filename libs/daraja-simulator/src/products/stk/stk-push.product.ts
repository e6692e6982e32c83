import type { VirtualClock } from '../../clock/virtual-clock.js';
import type { FaultBox } from '../../faults/fault-box.js';
import { ok, refusal, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import { isAcceptableUrl, refusedWord } from '../../urls/url-rules.js';
import type { Phone } from '../../world/phone.js';
import type { Shortcode } from '../../world/shortcode.js';
import type { World } from '../../world/world.js';
import { authenticatedShortcode } from './stk-credentials.js';
import type { StkPrompts } from './stk-prompts.js';
import { stkPushFrom, type StkPush } from './stk-push.js';
import type { StkPushes } from './stk-pushes.js';
import { STK_FAILURES, type StkResult } from './stk-results.js';

interface StkPushParts {
  world: World;
  clock: VirtualClock;
  ids: DarajaIds;
  settings: CurrentSettings;
  faults: FaultBox;
  pushes: StkPushes;
  prompts: StkPrompts;
}

/** Takes STK pushes: what is refused at once, and what is accepted and fails later (DARAJA-FACTS 1.4, 2.2). */
export class StkPushProduct implements Product {
  readonly op = 'stkpush';

  constructor(private readonly parts: StkPushParts) {}

  handle({ body }: ProductRequest): Answer {
    const shortcode = authenticatedShortcode(this.parts.world, body);
    checkTransactionType(shortcode, textOf(body, 'TransactionType'));
    const callbackUrl = this.checkUrl(textOf(body, 'CallBackURL'));
    const phone = this.reachedPhone(textOf(body, 'PhoneNumber'));
    const busy = this.parts.pushes.pendingOn(phone.msisdn) !== undefined;
    if (busy && this.parts.settings.get().busyPhone === 'refuse')
      throw backEnd(STK_FAILURES.subscriberLocked.text);
    const order = {
      shortcode,
      phone,
      callbackUrl,
      amount: Number(body['Amount']),
      reference: textOf(body, 'AccountReference'),
    };
    const push = this.accept(order);
    const doomed = busy ? STK_FAILURES.subscriberLocked : partyProblem(shortcode, textOf(body, 'PartyB'));
    return this.acknowledge(push, doomed);
  }

  private checkUrl(url: string): string {
    const strict = this.parts.settings.get().strictUrls;
    if (!isAcceptableUrl(url, strict) || (strict && refusedWord(url) !== null)) {
      throw new RefusedRequest(FAMILIES.stk.badField('CallBackURL'));
    }
    return url;
  }

  private reachedPhone(msisdn: string): Phone {
    const phone = this.parts.world.findPhone(msisdn);
    if (!phone || phone.state === 'unregistered')
      throw backEnd('[CBS - ] No ICCID found (non m-pesa number)');
    return phone;
  }

  private accept(order: Parameters<typeof stkPushFrom>[0]): StkPush {
    const startedAt = this.parts.clock.now();
    const checkoutRequestId = this.parts.ids.checkoutRequestId(startedAt, order.phone.msisdn);
    const push = stkPushFrom(order, {
      startedAt,
      checkoutRequestId,
      merchantRequestId: this.parts.ids.requestId(),
    });
    this.parts.pushes.add(push);
    return push;
  }

  private acknowledge(push: StkPush, doomed: StkResult | null): Answer {
    const overtaken =
      this.parts.faults.strike('stkpush', 'callback-before-ack') ??
      this.parts.faults.strike('stk-callback', 'callback-before-ack');
    if (overtaken) push.acknowledged.fire();
    this.parts.prompts.begin(push, { doomed, action: overtaken?.action ?? null });
    return {
      ...ok({
        MerchantRequestID: push.merchantRequestId,
        CheckoutRequestID: push.checkoutRequestId,
        ResponseCode: '0',
        ResponseDescription: 'Success. Request accepted for processing',
        CustomerMessage: 'Success. Request accepted for processing',
      }),
      heldUntil: overtaken ? push.finished.promise : undefined,
      afterSent: () => push.acknowledged.fire(),
    };
  }
}

function backEnd(message: string): RefusedRequest {
  return new RefusedRequest(refusal(500, '500.001.1001', message));
}

/** A pay bill refuses buy goods as 174379 did live (DARAJA-FACTS 1.4); a till refuses pay bill as in 2.2. */
function checkTransactionType(shortcode: Shortcode, transactionType: string): void {
  if (shortcode.type === 'paybill' && transactionType !== 'CustomerPayBillOnline') {
    throw new RefusedRequest(FAMILIES.stk.badField('TransactionType'));
  }
  if (shortcode.type === 'till' && transactionType !== 'CustomerBuyGoodsOnline') {
    throw backEnd(`Merchant not allowed to carry out transaction type ${transactionType}`);
  }
}

function partyProblem(shortcode: Shortcode, partyB: string): StkResult | null {
  return partyB === shortcode.payTo ? null : STK_FAILURES.noSuchOperator;
}
