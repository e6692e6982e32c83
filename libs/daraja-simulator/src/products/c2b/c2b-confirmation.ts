import type { CallbackSender } from '../../callbacks/callback-sender.js';
import { shillingsText } from '../../payments/cents.js';
import type { CustomerPayment, PaidOutcome } from '../../world/customer-payment.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import { c2bBody } from './c2b-body.js';

/** Tells a shortcode's owner of a payment, when URLs are registered. A confirmation is always a completed payment. */
export class C2bConfirmation {
  constructor(
    private readonly sender: CallbackSender,
    private readonly settings: CurrentSettings,
  ) {}

  async send(payment: CustomerPayment, paid: PaidOutcome): Promise<void> {
    const { registration } = payment.shortcode;
    if (!registration) return;
    const body = c2bBody(payment, {
      receipt: paid.receipt,
      at: paid.at,
      orgAccountBalance: shillingsText(paid.balanceCents),
      thirdPartyTransId: paid.thirdPartyTransId,
      production: this.settings.get().production,
    });
    await this.sender.send({
      op: 'c2b-confirmation',
      url: registration.confirmationUrl,
      text: JSON.stringify(body),
    });
  }
}
