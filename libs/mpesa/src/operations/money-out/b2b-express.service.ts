import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import { newPayment, type JsonObject, type Payment } from '../../payments/payment.js';
import type { PaymentPolicy } from '../../payments/payment-policy.js';
import { referenceProblem } from '../../values/account-reference.js';
import type { Clock } from '../../values/clock.js';
import type { RandomSource } from '../../values/random.js';
import { hasInitiatorFor, initiatorOf } from '../operators/initiator-credentials.js';
import type { PaymentInitiator } from '../payment-initiator.js';
import {
  ANY_AMOUNT,
  readAmount,
  readIdempotencyKey,
  readMetadata,
  readShortcode,
  refuse,
  requestHash,
} from '../payment-request.js';
import type { CallOptions } from '../stk-push/stk-push.service.js';
import { uniqueReference } from '../unique-reference.js';
import { refuseNonObjects } from '../request-objects.js';

/** Asks the merchant behind a till to pay from it, by a prompt on their phone. Whole shillings. */
export interface B2bExpressRequest {
  /** The till that is asked to pay, 5-7 digits. */
  readonly till: string;
  /** Whole shillings. */
  readonly amount: number;
  /** 1 to 12 of `A-Z a-z 0-9 space . _ -`. Default: one that the module makes up. */
  readonly reference?: string;
  /** You, as the prompt shows it, 1 to 50 characters. */
  readonly partnerName: string;
  readonly metadata?: JsonObject;
  readonly idempotencyKey?: string;
  /** Named account that is paid; default `default`. */
  readonly account?: string;
}

export interface B2bExpressServiceDeps {
  readonly initiator: Pick<PaymentInitiator, 'initiate'>;
  readonly accounts: Pick<AccountDirectory, 'get'>;
  readonly policy: Pick<PaymentPolicy, 'sendLeaseMs'>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly newId: () => string;
}

const LONGEST_NAME = 50;

/** B2B Express Checkout: a USSD prompt asks the operator of a till to pay us. It needs no operator of ours. */
export class B2bExpressService {
  constructor(private readonly deps: B2bExpressServiceDeps) {}

  /** Stores the payment, sends the prompt and returns the payment as `pending`; throws as `B2cService.pay`. */
  async request(request: B2bExpressRequest, options: CallOptions = {}): Promise<Payment> {
    refuseNonObjects({ request, options });
    const account = await this.deps.accounts.get(request.account);
    const till = readShortcode('till', request.till);
    refuse(
      'till',
      till,
      till === account.shortcode ? 'must be another number than the one that is paid' : null,
    );
    if (request.reference !== undefined)
      refuse('reference', request.reference, referenceProblem(request.reference));
    const asked = {
      kind: 'b2b-express' as const,
      direction: 'in' as const,
      party: till,
      amountCents: readAmount(request.amount, ANY_AMOUNT),
      metadata: readMetadata(request.metadata),
      instruction: { partnerName: readPartnerName(request.partnerName) },
    };
    const id = this.deps.newId();
    const now = this.deps.clock.now();
    const payment = newPayment({
      ...asked,
      id,
      account: account.name,
      accountType: account.type,
      shortcode: account.shortcode,
      till: account.till,
      reference: request.reference?.trim() ?? uniqueReference(this.deps.random),
      // Its id stands in the URL of its callback: as a name it would prove nothing.
      originatorConversationId: this.deps.newId(),
      initiator: hasInitiatorFor(account, 'status') ? initiatorOf(account, 'status').name : null,
      idempotencyKey: readIdempotencyKey(request.idempotencyKey),
      requestHash: requestHash({ ...asked, reference: request.reference }),
      createdAt: now,
      nextCheckAt: now + this.deps.policy.sendLeaseMs,
    });
    return this.deps.initiator.initiate(payment, options.manager);
  }
}

function readPartnerName(name: unknown): string {
  if (typeof name === 'string' && name.trim() !== '' && name.length <= LONGEST_NAME) return name.trim();
  throw new InvalidRequestError('partnerName', name, `must be 1 to ${LONGEST_NAME} characters`);
}
