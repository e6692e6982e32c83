import { type StkCallback, parseStkCallback } from '../../daraja/contracts/stk-callback.contract.js';
import type { StkPushAnswer, StkPushRequestBody } from '../../daraja/contracts/stk-push.contract.js';
import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { stkPassword } from '../../daraja/signing/stk-password.js';
import { formatEastAfricaTime } from '../../values/east-africa-time.js';
import type { Workbench } from './workbench.js';
import type { PromptAction } from './simulator-control.js';
import type { NoteId } from './filled-case.js';

/** A push that came to its end. */
export interface EndedPush {
  readonly answer: StkPushAnswer;
  readonly callback: StkCallback;
}

/** Asks the customer's phone to pay. */
export class Pushes {
  private paid: Promise<EndedPush> | undefined;

  constructor(private readonly bench: Workbench) {}

  /** One push that the customer pays; the same one for every case that needs one. */
  payOne(amount: number, note: NoteId): Promise<EndedPush> {
    this.paid ??= this.play({ action: 'pay', amount }, note);
    return this.paid;
  }

  /** Pushes, has the customer answer, and waits for the callback. */
  async play({ action, amount }: { action: PromptAction; amount: number }, note: NoteId): Promise<EndedPush> {
    const box = this.bench.box('stk');
    const body = { ...this.body(amount), CallBackURL: box.url };
    const answer = await this.bench.send(ENDPOINTS.stkPush, body);
    note('MerchantRequestID', answer.MerchantRequestID);
    note('CheckoutRequestID', answer.CheckoutRequestID);
    await this.bench.customer.answer(action);
    const callback = await box.first((posted) => {
      const read = parseStkCallback(posted);
      return read?.CheckoutRequestID === answer.CheckoutRequestID ? read : null;
    });
    return { answer, callback };
  }

  /** A push that nobody hears of again: for what is refused at once. */
  body(amount: number, passkey = this.bench.settings.passkey): StkPushRequestBody {
    const { shortcode, phone } = this.bench.settings;
    const payer = Number(phone);
    return {
      BusinessShortCode: shortcode,
      ...this.credentials(passkey),
      TransactionType: 'CustomerPayBillOnline',
      Amount: amount,
      PartyA: payer,
      PartyB: shortcode,
      PhoneNumber: payer,
      CallBackURL: 'https://example.com/nobody-listens',
      AccountReference: 'GOLIVE',
      TransactionDesc: 'go-live test',
    };
  }

  credentials(passkey = this.bench.settings.passkey): { Password: string; Timestamp: string } {
    const timestamp = formatEastAfricaTime(this.bench.clock.now());
    return { Password: stkPassword(this.bench.settings.shortcode, passkey, timestamp), Timestamp: timestamp };
  }
}
