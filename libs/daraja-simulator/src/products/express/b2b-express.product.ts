import type { CallbackSender } from '../../callbacks/callback-sender.js';
import type { VirtualClock } from '../../clock/virtual-clock.js';
import { ok, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import { shortcodeAccount } from '../../ledger/account.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { PromptVerdict } from '../../phone-prompts/phone-prompt.js';
import type { PhonePrompts } from '../../phone-prompts/phone-prompts.js';
import { ksh } from '../../messages/texts.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import { isAcceptableUrl } from '../../urls/url-rules.js';
import type { Shortcode } from '../../world/shortcode.js';
import type { World } from '../../world/world.js';

interface ExpressParts {
  world: World;
  ledger: Ledger;
  clock: VirtualClock;
  ids: DarajaIds;
  settings: CurrentSettings;
  sender: CallbackSender;
  phonePrompts: PhonePrompts;
}

interface ExpressOrder {
  readonly requestId: string;
  readonly callbackUrl: string;
  readonly cents: number;
  readonly reference: string;
  readonly payer: Shortcode | undefined;
  readonly payee: Shortcode | undefined;
}

type Failure = readonly [code: string, text: string];

/** DARAJA-FACTS 1.9; 1, 2001 and 8006 as everywhere. */
const FAILURES = {
  unknown: ['4102', 'Merchant KYC Fail'],
  noNominated: ['4104', 'Missing Nominated Number'],
  cancel: ['4001', 'User cancelled transaction'],
  unreachable: ['4201', 'USSD Network Error'],
  ignore: ['4203', 'USSD Exception Error'],
  'wrong-pin': ['2001', 'The initiator information is invalid.'],
  'pin-locked': ['8006', 'The security credential is locked.'],
  'insufficient-funds': ['1', 'The balance is insufficient for the transaction.'],
} as const satisfies Record<string, Failure>;

/** Asks a merchant's nominated phone, over USSD, to pay a vendor from the till (DARAJA-FACTS 1.9). */
export class B2bExpressProduct implements Product {
  readonly op = 'b2b-express';

  constructor(private readonly parts: ExpressParts) {}

  handle({ body }: ProductRequest): Answer {
    const callbackUrl = textOf(body, 'callbackUrl');
    if (!isAcceptableUrl(callbackUrl, this.parts.settings.get().strictUrls))
      throw new RefusedRequest(FAMILIES.c2b.badField('callbackUrl'));
    const order: ExpressOrder = {
      requestId: textOf(body, 'RequestRefID'),
      callbackUrl,
      cents: Number(textOf(body, 'amount')) * 100,
      reference: textOf(body, 'paymentRef'),
      payer: this.parts.world.findPayee(textOf(body, 'primaryShortCode')),
      payee: this.parts.world.findPayee(textOf(body, 'receiverShortCode')),
    };
    const answer = ok({ code: '0', status: 'USSD Initiated Successfully' });
    return { ...answer, afterSent: () => this.prompt(order, textOf(body, 'partnerName')) };
  }

  private prompt(order: ExpressOrder, partner: string): void {
    const { payer, payee, cents, reference, requestId } = order;
    const { clock, world, settings, phonePrompts } = this.parts;
    const phone = payer?.nominatedMsisdn ? world.findPhone(payer.nominatedMsisdn) : undefined;
    if (!phone || !payee) {
      const failure = payer && payee ? FAILURES.noNominated : FAILURES.unknown;
      clock.after(settings.get().resultDelayMs, async () => void (await this.fail(order, failure)));
      return;
    }
    phonePrompts.show({
      id: requestId,
      kind: 'ussd',
      phone,
      amount: cents / 100,
      payee: payee.name,
      reference,
      text: `${partner}: pay ${ksh(cents)} from till ${payer?.payTo} to ${payee.name} ${reference}? Enter operator PIN`,
      decide: (verdict) => this.decide(order, verdict),
    });
  }

  private async decide(order: ExpressOrder, verdict: PromptVerdict): Promise<string> {
    const { payer, payee, cents, reference } = order;
    const { ledger, ids, clock } = this.parts;
    if (verdict !== 'pay' || !payer || !payee)
      return this.fail(order, FAILURES[verdict === 'pay' ? 'unknown' : verdict]);
    const debit = shortcodeAccount(payer.number);
    if (ledger.balanceOf(debit) < cents) return this.fail(order, FAILURES['insufficient-funds']);
    const receipt = ids.receipt(clock.now());
    ledger.move({
      kind: 'b2b-express',
      receipt,
      debit,
      credit: shortcodeAccount(payee.number),
      cents,
      reference,
    });
    return this.call(order, {
      resultCode: '0',
      resultDesc: 'The service request is processed successfully.',
      amount: (cents / 100).toFixed(1),
      requestId: order.requestId,
      resultType: '0',
      conversationID: ids.conversationId(clock.now()),
      transactionId: receipt,
      status: 'SUCCESS',
    });
  }

  private fail(order: ExpressOrder, [resultCode, resultDesc]: Failure): Promise<string> {
    const { requestId, cents, reference } = order;
    const amount = (cents / 100).toFixed(1);
    return this.call(order, { resultCode, resultDesc, requestId, amount, paymentReference: reference });
  }

  private async call(
    { callbackUrl }: ExpressOrder,
    body: { resultCode: string; resultDesc: string } & Record<string, string>,
  ): Promise<string> {
    await this.parts.sender.send({
      op: 'b2b-express-callback',
      url: callbackUrl,
      text: JSON.stringify(body),
    });
    return body.resultCode;
  }
}
