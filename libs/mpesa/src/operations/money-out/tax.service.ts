import { KRA_SHORTCODE } from '../../daraja/contracts/b2b.contract.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { Payment } from '../../payments/payment.js';
import { ANY_AMOUNT, readAmount } from '../payment-request.js';
import type { CallOptions } from '../stk-push/stk-push.service.js';
import type { OperatorRequest, OutgoingPayments } from './outgoing-payments.js';
import { refuseNonObjects } from '../request-objects.js';

/** Tax for the Kenya Revenue Authority. Whole shillings. */
export interface TaxRequest extends Omit<OperatorRequest, 'occasion'> {
  /** Whole shillings. */
  readonly amount: number;
  /** KRA's payment registration number (PRN), 1 to 13 letters and digits. */
  readonly prn: string;
}

/** Pays tax to the Kenya Revenue Authority. Needs an integration with KRA first (portal page TaxRemittance). */
export class TaxService {
  constructor(private readonly outgoing: OutgoingPayments) {}

  /** As `B2cService.pay`, and throws the same. */
  async remit(request: TaxRequest, options: CallOptions = {}): Promise<Payment> {
    refuseNonObjects({ request, options });
    const account = await this.outgoing.account(request.account);
    const seed = {
      amountCents: readAmount(request.amount, ANY_AMOUNT),
      party: KRA_SHORTCODE,
      reference: readPrn(request.prn),
      transactionType: 'PayTaxToKRA',
    };
    return this.outgoing.start({ kind: 'tax', product: 'tax', account, request, seed }, options.manager);
  }
}

function readPrn(prn: unknown): string {
  if (typeof prn === 'string' && /^[A-Za-z0-9]{1,13}$/.test(prn)) return prn;
  throw new InvalidRequestError('prn', prn, 'must be 1 to 13 letters and digits');
}
