import type { CallbackSender } from '../../callbacks/callback-sender.js';
import type { VirtualClock } from '../../clock/virtual-clock.js';
import type { CustomerPayment } from '../../world/customer-payment.js';
import type { PaymentValidation, ValidationVerdict } from '../../payments/payment-validation.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import { c2bBody } from './c2b-body.js';

const ACCEPTED: ValidationVerdict = { accepted: true, thirdPartyTransId: '' };

/** What the payer is told for each code (DARAJA-FACTS 1.5). */
const REASONS: Record<string, string> = {
  C2B00011: 'Invalid MSISDN',
  C2B00012: 'Invalid Account Number',
  C2B00013: 'Invalid Amount',
  C2B00014: 'Invalid KYC Details',
  C2B00015: 'Invalid Shortcode',
  C2B00016: 'Other Error',
};

/** Asks a shortcode's owner whether to take a payment, when external validation is on and URLs are registered. */
export class C2bValidation implements PaymentValidation {
  constructor(
    private readonly sender: CallbackSender,
    private readonly clock: VirtualClock,
    private readonly settings: CurrentSettings,
  ) {}

  async ask(payment: CustomerPayment, receipt: string): Promise<ValidationVerdict> {
    const { registration, externalValidation } = payment.shortcode;
    if (!registration || externalValidation === 'off') return ACCEPTED;
    const text = JSON.stringify(
      c2bBody(payment, {
        receipt,
        at: this.clock.now(),
        orgAccountBalance: '',
        thirdPartyTransId: '',
        production: this.settings.get().production,
      }),
    );
    const delivery = await this.sender.send({ op: 'c2b-validation', url: registration.validationUrl, text });
    const verdict = delivery.outcome === 'delivered' ? validationVerdict(delivery.answer) : null;
    return verdict ?? unanswered(registration.responseType);
  }
}

/** 0 and "0" accept, everything else rejects; an answer without a code is no answer. */
export function validationVerdict(answer: unknown): ValidationVerdict | null {
  if (typeof answer !== 'object' || answer === null || !('ResultCode' in answer)) return null;
  const { ResultCode: code, ThirdPartyTransID: id } = answer as Record<string, unknown>;
  if (code === 0 || code === '0') {
    return {
      accepted: true,
      thirdPartyTransId: typeof id === 'string' || typeof id === 'number' ? String(id) : '',
    };
  }
  const resultCode = typeof code === 'string' || typeof code === 'number' ? String(code) : 'C2B00016';
  return { accepted: false, resultCode, reason: REASONS[resultCode] ?? 'Other Error' };
}

/** Unreachable, too slow or unreadable: the registered ResponseType decides. */
function unanswered(responseType: 'Completed' | 'Cancelled'): ValidationVerdict {
  if (responseType === 'Completed') return ACCEPTED;
  return { accepted: false, resultCode: 'C2B00016', reason: 'The organization did not answer in time' };
}
