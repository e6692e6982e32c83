import type { VirtualClock } from '../clock/virtual-clock.js';
import type { DarajaIds } from '../ids/daraja-ids.js';
import { phoneAccount, shortcodeAccount } from '../ledger/account.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Messenger } from '../messages/messenger.js';
import { charge } from './charges.js';
import type {
  CustomerPayment,
  PaidOutcome,
  PaymentOutcome,
  RefusedOutcome,
} from '../world/customer-payment.js';
import type { PaymentLimits } from './payment-limits.js';
import type { PaymentValidation } from './payment-validation.js';

interface PaymentParts {
  clock: VirtualClock;
  ids: DarajaIds;
  ledger: Ledger;
  limits: PaymentLimits;
  validation: PaymentValidation;
  messenger: Messenger;
  /** Told of every payment once it is made. */
  watchers: readonly PaymentWatcher[];
}

export type PaymentWatcher = (payment: CustomerPayment, paid: PaidOutcome) => void;

/** The only place where a customer's money reaches a shortcode: limits, the shortcode's validator, ledger, messages. */
export class CustomerPayments {
  constructor(private readonly parts: PaymentParts) {}

  async pay(payment: CustomerPayment): Promise<PaymentOutcome> {
    const problem = this.parts.limits.problem(payment);
    if (problem) return this.refuse(payment, problem);
    const receipt = this.parts.ids.receipt(this.parts.clock.now());
    const verdict = await this.parts.validation.ask(payment, receipt);
    if (!verdict.accepted) {
      return this.refuse(payment, { paid: false, resultCode: verdict.resultCode, reason: verdict.reason });
    }
    // The payer may have spent the money while the validator was thinking.
    const second = this.parts.limits.problem(payment);
    if (second) return this.refuse(payment, second);
    return this.complete(payment, receipt, verdict.thirdPartyTransId);
  }

  private complete(payment: CustomerPayment, receipt: string, thirdPartyTransId: string): PaidOutcome {
    const { phone, shortcode, cents, reference, channel } = payment;
    const debit = phoneAccount(phone.msisdn);
    const credit = shortcodeAccount(shortcode.number);
    const entry = this.parts.ledger.move({ kind: channel, receipt, debit, credit, cents, reference });
    const balanceCents = this.parts.ledger.balanceOf(credit);
    this.parts.messenger.paid(payment, receipt);
    charge(this.parts.ledger, shortcode, { kind: 'c2b', receipt });
    const paid: PaidOutcome = { paid: true, receipt, at: entry.at, balanceCents, thirdPartyTransId };
    for (const watch of this.parts.watchers) watch(payment, paid);
    return paid;
  }

  private refuse(payment: CustomerPayment, outcome: RefusedOutcome): RefusedOutcome {
    this.parts.messenger.refused(payment, outcome.reason);
    return outcome;
  }
}
