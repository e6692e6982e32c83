import type { CallbackSender } from '../../callbacks/callback-sender.js';
import type { VirtualClock } from '../../clock/virtual-clock.js';
import type { Messenger } from '../../messages/messenger.js';
import type { CustomerPayment, PaidOutcome } from '../../world/customer-payment.js';
import type { CustomerPayments } from '../../payments/customer-payments.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import type { Phone } from '../../world/phone.js';
import type { C2bConfirmation } from '../c2b/c2b-confirmation.js';
import { stkCallbackText } from './stk-callback.js';
import type { StkPush } from './stk-push.js';
import { stkFailure, stkSuccess, STK_FAILURES, type StkResult } from './stk-results.js';

/** As many pushes in a row that come to nothing block a phone, for a day. */
const UNFINISHED_PUSHES = 5;
const BLOCK_MS = 24 * 60 * 60 * 1000;
/** Failures the customer is told of by message; the others ended on the screen. */
const TOLD: readonly StkResult[] = [
  STK_FAILURES.insufficientFunds,
  STK_FAILURES.wrongPin,
  STK_FAILURES.pinLocked,
];

interface SettlementParts {
  clock: VirtualClock;
  settings: CurrentSettings;
  payments: CustomerPayments;
  confirmation: C2bConfirmation;
  sender: CallbackSender;
  messenger: Messenger;
}

/** Brings a push to its end: moves the money, makes the result, sends the callbacks. */
export class StkSettlement {
  constructor(private readonly parts: SettlementParts) {}

  /** After the usual delay, `outcome` becomes the push's result; `pay` still depends on limits and validator. */
  settle(push: StkPush, outcome: StkResult | 'pay'): void {
    this.parts.clock.after(this.parts.settings.get().resultDelayMs, () => this.finish(push, outcome));
  }

  private async finish(push: StkPush, outcome: StkResult | 'pay'): Promise<void> {
    await push.acknowledged.promise;
    if (outcome === 'pay') await this.pay(push);
    else await this.fail(push, outcome);
    push.finished.fire();
  }

  private async pay(push: StkPush): Promise<void> {
    const { phone, shortcode } = push;
    const reference = shortcode.type === 'till' ? '' : push.reference;
    const payment: CustomerPayment = {
      phone,
      shortcode,
      cents: push.amount * 100,
      reference,
      channel: 'stk',
    };
    const paid = await this.parts.payments.pay(payment);
    if (!paid.paid) return this.fail(push, stkFailure(paid.resultCode, paid.reason));
    push.result = stkSuccess(paid.receipt, paid.at);
    phone.unfinishedPushes = 0;
    await this.tell(push, push.result, { payment, paid });
  }

  private async tell(
    push: StkPush,
    result: StkResult,
    c2b: { payment: CustomerPayment; paid: PaidOutcome },
  ): Promise<void> {
    const messages = [
      () => this.callBack(push, result),
      () => this.parts.confirmation.send(c2b.payment, c2b.paid),
    ];
    if (this.parts.settings.get().confirmationFirst) messages.reverse();
    for (const send of messages) await send();
  }

  private async fail(push: StkPush, result: StkResult): Promise<void> {
    const { phone, shortcode, amount } = push;
    push.result = result;
    countUnfinished(phone, this.parts.clock.now());
    if (TOLD.includes(result))
      this.parts.messenger.refused({ phone, shortcode, cents: amount * 100 }, result.text);
    await this.callBack(push, result);
  }

  private async callBack(push: StkPush, result: StkResult): Promise<void> {
    const text = stkCallbackText(push, result, this.parts.settings.get().okResultCodeStrings);
    await this.parts.sender.send({ op: 'stk-callback', url: push.callbackUrl, text });
  }
}

function countUnfinished(phone: Phone, now: number): void {
  if (phone.blockedUntil > now) return;
  phone.unfinishedPushes += 1;
  if (phone.unfinishedPushes < UNFINISHED_PUSHES) return;
  phone.blockedUntil = now + BLOCK_MS;
  phone.unfinishedPushes = 0;
}
