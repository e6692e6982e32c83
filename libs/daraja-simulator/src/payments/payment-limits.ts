import type { VirtualClock } from '../clock/virtual-clock.js';
import { eastAfricaDay } from '../clock/east-africa-time.js';
import { phoneAccount, shortcodeAccount } from '../ledger/account.js';
import type { Ledger } from '../ledger/ledger.js';
import type { CustomerPayment, RefusedOutcome } from '../world/customer-payment.js';

/** DARAJA-FACTS 4.6, in cents. */
const LARGEST_PAYMENT = 250_000_00;
const DAILY_TOTAL = 500_000_00;

function refused(resultCode: number, reason: string): RefusedOutcome {
  return { paid: false, resultCode, reason };
}

/** What M-Pesa itself has against a payment: balance, transaction, day and balance limits. */
export class PaymentLimits {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: VirtualClock,
  ) {}

  problem({ phone, shortcode, cents }: CustomerPayment): RefusedOutcome | null {
    const rule = 'Declined due to limit rule:';
    const payer = phoneAccount(phone.msisdn);
    if (cents > LARGEST_PAYMENT) return refused(3, `${rule} greater than the maximum transaction amount.`);
    if (this.ledger.balanceOf(payer) < cents)
      return refused(1, 'The balance is insufficient for the transaction.');
    const today = eastAfricaDay(this.clock.now());
    const paidToday = this.ledger.paidWhen(payer, (at) => eastAfricaDay(at) === today);
    if (paidToday + cents > DAILY_TOTAL) return refused(4, `${rule} would exceed daily transfer limit.`);
    const receiver = this.ledger.balanceOf(shortcodeAccount(shortcode.number));
    if (receiver + cents > shortcode.maxBalanceCents)
      return refused(8, `${rule} would exceed the maximum balance.`);
    return null;
  }
}
