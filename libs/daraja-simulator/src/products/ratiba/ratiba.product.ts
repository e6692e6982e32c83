import { randomUUID } from 'node:crypto';
import type { CallbackSender } from '../../callbacks/callback-sender.js';
import type { VirtualClock } from '../../clock/virtual-clock.js';
import { ok, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import { ksh } from '../../messages/texts.js';
import type { PromptVerdict } from '../../phone-prompts/phone-prompt.js';
import type { PhonePrompts } from '../../phone-prompts/phone-prompts.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import { isAcceptableUrl } from '../../urls/url-rules.js';
import type { World } from '../../world/world.js';
import { frequencyStep } from './frequency.js';
import { ratibaCallback } from './ratiba-callback.js';
import type { StandingOrder, StandingOrders } from './standing-orders.js';

interface RatibaParts {
  world: World;
  clock: VirtualClock;
  ids: DarajaIds;
  settings: CurrentSettings;
  sender: CallbackSender;
  phonePrompts: PhonePrompts;
  standingOrders: StandingOrders;
}

/** The transaction types of each variant: pay bill, till (DARAJA-FACTS 1.15; `Marchant` is the portal's). */
const TYPES = {
  portal: ['Standing Order Customer Pay Bill', 'Standing Order Customer Pay Marchant'],
  postman: ['Standing Order Customer Pay Bill', 'Standing Order Customer Pay Merchant'],
  newer: ['Standing Order Pay Bill External Third Party', 'Standing Order Pay Merchant External Third Party'],
} as const;

/** What the customer's answer comes to. 1 stands for nothing: a standing order is not paid when it is made. */
const FAILURES: Record<Exclude<PromptVerdict, 'pay' | 'insufficient-funds'>, string> = {
  cancel: '1032',
  ignore: '1037',
  unreachable: '1037',
  'wrong-pin': '2001',
  'pin-locked': '2001',
};

interface Told {
  readonly callbackUrl: string;
  readonly requestRefId: string;
  readonly responseRefId: string;
}

/** Asks a customer to agree to a standing order. */
export class RatibaProduct implements Product {
  readonly op = 'ratiba';

  constructor(private readonly parts: RatibaParts) {}

  handle({ body }: ProductRequest): Answer {
    const order = this.order(body);
    const responseRefId = randomUUID();
    const requestRefId = textOf(body, 'CustomStoId') || responseRefId;
    const told = { callbackUrl: textOf(body, 'CallBackURL'), requestRefId, responseRefId };
    return {
      ...ok({
        ResponseHeader: {
          responseRefID: responseRefId,
          responseCode: '200',
          responseDescription: 'Request accepted for processing',
          ResultDesc: 'The service request is processed successfully.',
        },
        ResponseBody: { responseDescription: 'Request accepted for processing', responseCode: '200' },
      }),
      afterSent: () => this.prompt(order, told),
    };
  }

  private order(body: ProductRequest['body']): StandingOrder {
    const refuse = (field: string): never => {
      throw new RefusedRequest(FAMILIES.stk.badField(field));
    };
    const { ratiba, strictUrls } = this.parts.settings.get();
    const shortcode =
      this.parts.world.findPayee(textOf(body, 'BusinessShortCode')) ?? refuse('BusinessShortCode');
    const phone = this.parts.world.findPhone(textOf(body, 'PartyA')) ?? refuse('PartyA');
    if (TYPES[ratiba][shortcode.type === 'till' ? 1 : 0] !== body['TransactionType'])
      refuse('TransactionType');
    if (!isAcceptableUrl(textOf(body, 'CallBackURL'), strictUrls)) refuse('CallBackURL');
    const step = frequencyStep(textOf(body, 'Frequency'), ratiba === 'newer');
    const [startsOn, endsOn] = [dayOf(textOf(body, 'StartDate')), dayOf(textOf(body, 'EndDate'))];
    if (Number.isNaN(startsOn)) refuse('StartDate');
    if (Number.isNaN(endsOn) || endsOn < startsOn) refuse('EndDate');
    return {
      name: textOf(body, 'StandingOrderName'),
      phone,
      shortcode,
      cents: Number(textOf(body, 'Amount')) * 100,
      reference: textOf(body, 'AccountReference'),
      step: step === undefined ? refuse('Frequency') : step,
      startsOn,
      endsOn,
    };
  }

  private prompt(order: StandingOrder, told: Told): void {
    const { phone, shortcode, cents, reference, name } = order;
    if (this.parts.standingOrders.has(phone, name)) {
      const { resultDelayMs } = this.parts.settings.get();
      this.parts.clock.after(resultDelayMs, async () => void (await this.tell(order, told, '1050')));
      return;
    }
    this.parts.phonePrompts.show({
      id: told.responseRefId,
      kind: 'standing-order',
      phone,
      amount: cents / 100,
      payee: shortcode.name,
      reference,
      text: `Do you agree to standing order ${name}: ${ksh(cents)} to ${shortcode.name}? Enter M-PESA PIN`,
      decide: (verdict) => {
        if (verdict !== 'pay' && verdict !== 'insufficient-funds')
          return this.tell(order, told, FAILURES[verdict]);
        this.parts.standingOrders.start(order);
        return this.tell(order, told, '0');
      },
    });
  }

  private async tell(
    { phone }: StandingOrder,
    { callbackUrl, ...refs }: Told,
    code: string,
  ): Promise<string> {
    const { ids, clock, sender, settings } = this.parts;
    const done = code === '0';
    const body = ratibaCallback(
      {
        ...refs,
        code,
        text: done ? 'The service request is processed successfully' : 'Error',
        transactionId: done ? ids.receipt(clock.now()) : '0000000000',
        msisdn: phone.msisdn,
      },
      settings.get().ratibaCasing,
    );
    await sender.send({ op: 'ratiba-callback', url: callbackUrl, text: JSON.stringify(body) });
    return code;
  }
}

/** Midnight UTC of a `yyyymmdd`. */
function dayOf(text: string): number {
  return Date.parse(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}T00:00:00Z`);
}
