import { operatorTextProblems } from '../../daraja/contracts/request-rules.js';
import type { Payment } from '../../payments/payment.js';
import { readAmount, readPhone, refuseProblems } from '../payment-request.js';
import type { CallOptions } from '../stk-push/stk-push.service.js';
import type { OperatorRequest, OutgoingPayments } from './outgoing-payments.js';
import { refuseNonObjects } from '../request-objects.js';

/** A payment to a Pochi la Biashara. Whole shillings. */
export interface PochiRequest extends OperatorRequest {
  /** The number of the Pochi la Biashara wallet, in any Kenyan form. */
  readonly phone: string;
  /** Whole shillings, within the account's limits for B2C (default 10 to 250,000). */
  readonly amount: number;
  /** Unique among all you ever sent, at most 50 characters. Default: made of account and key. */
  readonly originatorConversationId?: string;
}

/** Pays small businesses into their Pochi la Biashara. */
export class PochiService {
  constructor(private readonly outgoing: OutgoingPayments) {}

  /** As `B2cService.pay`, and throws the same. */
  async pay(request: PochiRequest, options: CallOptions = {}): Promise<Payment> {
    refuseNonObjects({ request, options });
    const account = await this.outgoing.account(request.account);
    const { originatorConversationId } = request;
    refuseProblems(operatorTextProblems({ originatorConversationId }), request);
    const seed = {
      phone: readPhone(request.phone),
      amountCents: readAmount(request.amount, account.limits.b2c),
      transactionType: 'BusinessPayToPochi',
      instruction: { occasion: request.occasion ?? null },
      originatorConversationId,
    };
    const outgoing = { kind: 'pochi', product: 'pochi', account, request, seed, named: true } as const;
    return this.outgoing.start(outgoing, options.manager);
  }
}
