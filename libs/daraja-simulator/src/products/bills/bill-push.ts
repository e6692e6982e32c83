import type { CallbackSender } from '../../callbacks/callback-sender.js';
import type { VirtualClock } from '../../clock/virtual-clock.js';
import { eastAfricaParts } from '../../clock/east-africa-time.js';
import type { CustomerPayment, PaidOutcome } from '../../world/customer-payment.js';
import type { BillBook } from './bill-book.js';

/** Bill Manager is the only product that tries again (DARAJA-FACTS 5.2); how long it waits is not known. */
const ATTEMPTS = 5;
const RETRY_MS = 60_000;

/** Tells a biller of a payment to its shortcode, up to five times, and marks the invoice it was for. */
export class BillPush {
  constructor(
    private readonly book: BillBook,
    private readonly sender: CallbackSender,
    private readonly clock: VirtualClock,
  ) {}

  paid({ shortcode, phone, cents, reference }: CustomerPayment, { receipt, at }: PaidOutcome): void {
    const biller = this.book.billerOf(shortcode.number);
    if (!biller) return;
    const invoice = this.book.due(biller.consumerKey, reference);
    if (invoice) invoice.paidCents += cents;
    const t = eastAfricaParts(at);
    const text = JSON.stringify({
      transactionId: receipt,
      paidAmount: String(cents / 100),
      msisdn: phone.msisdn,
      dateCreated: `${t.year}-${t.month}-${t.day}`,
      accountReference: reference,
      shortCode: shortcode.payTo,
    });
    this.clock.after(0, () => this.attempt(biller.account.callbackUrl, text, 1));
  }

  private async attempt(url: string, text: string, count: number): Promise<void> {
    const { outcome } = await this.sender.send({ op: 'billmanager-payment', url, text });
    if (outcome === 'delivered' || count === ATTEMPTS) return;
    this.clock.after(RETRY_MS, () => this.attempt(url, text, count + 1));
  }
}
