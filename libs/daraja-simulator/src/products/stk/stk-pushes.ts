import type { StkPush } from './stk-push.js';

/** Every push accepted since the last reset. */
export class StkPushes {
  private readonly byCheckoutId = new Map<string, StkPush>();
  private readonly byPhone = new Map<string, StkPush[]>();

  add(push: StkPush): void {
    this.byCheckoutId.set(push.checkoutRequestId, push);
    const { msisdn } = push.phone;
    const sent = this.byPhone.get(msisdn);
    if (sent) sent.push(push);
    else this.byPhone.set(msisdn, [push]);
  }

  find(checkoutRequestId: string): StkPush | undefined {
    return this.byCheckoutId.get(checkoutRequestId);
  }

  /** The push a phone's customer is looking at. */
  openOn(msisdn: string): StkPush | undefined {
    return this.byPhone.get(msisdn)?.findLast((push) => push.prompt === 'open');
  }

  /** The push that keeps a phone busy: its result has not been made. */
  pendingOn(msisdn: string): StkPush | undefined {
    return this.byPhone.get(msisdn)?.findLast((push) => push.result === null);
  }

  /** Forgets all, and lets go of whoever waits for a result that will never be made. */
  clear(): void {
    for (const push of this.byCheckoutId.values()) {
      push.acknowledged.fire();
      push.finished.fire();
    }
    this.byCheckoutId.clear();
    this.byPhone.clear();
  }
}
