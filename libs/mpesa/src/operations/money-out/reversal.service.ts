import { IDENTIFIER_TYPES, type IdentifierType } from '../../daraja/wire/identifier-types.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { PaymentNotFoundError } from '../../errors/payment-not-found.error.js';
import type { Payment } from '../../payments/payment.js';
import type { PaymentQueries } from '../../payments/payment-ports.js';
import { refuseReversal } from '../../payments/reversal-rules.js';
import { parseCents } from '../../values/money.js';
import { readId } from '../lookup-request.js';
import { readChoice, readIdempotencyKey } from '../payment-request.js';
import type { CallOptions } from '../stk-push/stk-push.service.js';
import type { OperatorRequest, OutgoingPayments } from './outgoing-payments.js';
import { refuseNonObjects } from '../request-objects.js';

/** Gives a payment back, whole or in part. */
export interface ReversalRequest extends Omit<OperatorRequest, 'account'> {
  /** The payment that is to be given back; its account reverses it. */
  readonly paymentId: string;
  /** Shillings to the cent, as a number with at most two decimals or as text. Default: all that is left of it. */
  readonly amount?: number | string;
  /**
   * Required of a push whose receipt was found by comparing and may be another payment's (`ambiguous`): its receipt, from somebody
   * who has seen on M-Pesa's portal that it is this payer's. M-Pesa gives back by receipt, to whoever paid with it.
   */
  readonly receipt?: string;
  /** How our shortcode is named; default `reversal` (11). */
  readonly receiverType?: IdentifierType;
}

const IDENTIFIERS = Object.keys(IDENTIFIER_TYPES) as IdentifierType[];

/** Gives back what customers paid us. */
export class ReversalService {
  constructor(
    private readonly outgoing: OutgoingPayments,
    private readonly queries: Pick<PaymentQueries, 'get' | 'find'>,
  ) {}

  /**
   * Stores the reversal, a payment of its own, sends it once and returns it as `pending`; it may stay so for hours, until the
   * organisation has authorised it. Its success adds to `reversedCents` of the original, which becomes `reversed` when all of
   * it is. Throws as `B2cService.pay`.
   *
   * @throws PaymentNotFoundError
   * @throws InvalidRequestError field `paymentId` for money we sent, a reversal, what is reversed or being reversed already, or
   *   has not succeeded or has no receipt; field `amount` for more than is left; field `receipt` for one that is not the
   *   payment's, and where it is required and not given
   */
  async request(request: ReversalRequest, options: CallOptions = {}): Promise<Payment> {
    refuseNonObjects({ request, options });
    return this.outgoing.inside(options.manager, () => this.#request(request, options.manager));
  }

  async #request(request: ReversalRequest, manager: unknown): Promise<Payment> {
    const original = await this.queries.get(readId('paymentId', request.paymentId));
    if (original === null) throw new PaymentNotFoundError(request.paymentId);
    const asked = readCents(request.amount);
    const earlier = await this.#earlier(original, request.idempotencyKey);
    const left = original.amountCents - original.reversedCents;
    const amountCents = asked ?? earlier?.amountCents ?? left;
    // The recorder looks again, under a lock; this refuses before anything else is looked at.
    if (earlier === null) {
      refuseReversal(original, amountCents, 0);
      refuseDoubtful(original, request.receipt);
    }
    const account = await this.outgoing.account(original.account);
    const { phone, phoneMasked, phoneHash } = original;
    const seed = {
      amountCents,
      transactionType: 'TransactionReversal',
      originalPaymentId: original.id,
      instruction: {
        receipt: receiptOf(original),
        occasion: request.occasion ?? null,
        receiverType: readChoice('receiverType', request.receiverType ?? 'reversal', IDENTIFIERS),
      },
    };
    const product = { kind: 'reversal', product: 'reversal', account, request } as const;
    const added = { phone, phoneMasked, phoneHash };
    return this.outgoing.start({ ...product, seed, added }, manager);
  }

  /** The reversal that the key names already: told again, although nothing may be left to reverse by now. */
  async #earlier({ id, account }: Payment, key: string | undefined): Promise<Payment | null> {
    const idempotencyKey = readIdempotencyKey(key);
    if (idempotencyKey === null) return null;
    const filter = { account, idempotencyKey, originalPaymentId: id };
    return (await this.queries.find(filter, { limit: 1, cursor: null })).items[0] ?? null;
  }
}

function receiptOf({ id, receipt }: Payment): string {
  if (receipt !== null) return receipt;
  throw new InvalidRequestError('paymentId', id, 'must have a receipt, which a status query does not tell');
}

/** Of two customers whose receipts were shared out in the order of time, one would get the money of the other. */
function refuseDoubtful({ kind, receipt, ambiguous }: Payment, said: string | undefined): void {
  if (said === undefined && kind === 'stk-push' && ambiguous) {
    const rule =
      'must be given: that of this payment was found by comparing and may be another’s (`ambiguous`)';
    throw new InvalidRequestError('receipt', said, rule);
  }
  if (said !== undefined && said !== receipt)
    throw new InvalidRequestError('receipt', said, 'must be the receipt of the payment');
}

function readCents(amount: number | string | undefined): number | null {
  if (amount === undefined) return null;
  const cents = parseCents(amount);
  if (cents !== null && cents > 0) return cents;
  throw new InvalidRequestError('amount', amount, 'must be shillings above 0 with at most two decimals');
}
