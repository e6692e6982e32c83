import { operatorTextProblems } from '../../daraja/contracts/request-rules.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import type { InitiatorProduct } from '../../options/mpesa-options.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import {
  newPayment,
  type JsonObject,
  type Payment,
  type PaymentKind,
  type PaymentSeed,
} from '../../payments/payment.js';
import type { PaymentPolicy } from '../../payments/payment-policy.js';
import type { Clock } from '../../values/clock.js';
import type { RandomSource } from '../../values/random.js';
import { operatorFor } from '../operators/initiator-credentials.js';
import type { Operators } from '../operators/operators.js';
import type { PaymentInitiator } from '../payment-initiator.js';
import { readIdempotencyKey, readMetadata, refuseProblems, requestHash } from '../payment-request.js';
import { uniqueReference } from '../unique-reference.js';
import { conversationName } from './conversation-name.js';

/** What every request that an operator signs may say. */
export interface OperatorRequest {
  /** For your own statement, 2 to 100 characters. Default `Payment`. */
  readonly remarks?: string;
  /** 1 to 100 characters. */
  readonly occasion?: string;
  /** Yours; comes back with the payment and its events. */
  readonly metadata?: JsonObject;
  /** Names this attempt for ever: the same key never pays twice. */
  readonly idempotencyKey?: string;
  /** Named account; default `default`. */
  readonly account?: string;
  /** Name of one of the account's operators; default: the one for this product. */
  readonly initiator?: string;
}

export interface OutgoingPaymentsDeps {
  readonly initiator: Pick<PaymentInitiator, 'initiate' | 'inside' | 'knows'>;
  readonly accounts: Pick<AccountDirectory, 'get'>;
  readonly operators: Pick<Operators, 'assertUsable'>;
  readonly policy: Pick<PaymentPolicy, 'sendLeaseMs'>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly newId: () => string;
}

/** What a product makes of its request. */
export interface Outgoing {
  readonly kind: PaymentKind;
  /** Whose operator signs. */
  readonly product: InitiatorProduct;
  readonly account: ResolvedAccount;
  readonly request: OperatorRequest;
  /** What the payment is beyond what all have in common. */
  readonly seed: Pick<PaymentSeed, 'amountCents'> & Partial<Payment>;
  /** What the module adds to it: no part of the request that an idempotency key names. */
  readonly added?: Partial<Payment>;
  /** True where Daraja takes an OriginatorConversationID of ours. */
  readonly named?: boolean;
}

/** Prepares what an operator signs: the same checks, the same life, whatever the product. */
export class OutgoingPayments {
  constructor(private readonly deps: OutgoingPaymentsDeps) {}

  account(name: string | undefined): Promise<ResolvedAccount> {
    return this.deps.accounts.get(name);
  }

  /** A reference that no other payment has. */
  newReference(): string {
    return uniqueReference(this.deps.random);
  }

  /**
   * Stores and sends it.
   *
   * @throws InvalidRequestError, OperatorLockedError before anything is stored or sent, and whatever `PaymentInitiator` throws
   */
  async start(outgoing: Outgoing, manager: unknown): Promise<Payment> {
    const payment = this.#payment(outgoing);
    return this.inside(manager, async () => {
      // What its key already names is told again, whatever has become of the operator since.
      if (payment.initiator !== null && !(await this.deps.initiator.knows(payment))) {
        await this.deps.operators.assertUsable(payment.account, payment.initiator);
      }
      return this.deps.initiator.initiate(payment, manager);
    });
  }

  /** Looks things up for a payment inside the host's transaction, where there is one. */
  inside<T>(manager: unknown, prepare: () => Promise<T>): Promise<T> {
    return this.deps.initiator.inside(manager, prepare);
  }

  #payment({ kind, product, account, request, seed, added, named = false }: Outgoing): Payment {
    const initiator = operatorFor(account, product, request.initiator);
    refuseProblems(operatorTextProblems({ ...request, initiator }), request);
    const id = this.deps.newId();
    const now = this.deps.clock.now();
    const metadata = readMetadata(request.metadata);
    const idempotencyKey = readIdempotencyKey(request.idempotencyKey);
    // Nobody else knows a name that is neither the host's nor made of the key.
    const isNameDrawn = named && seed.originatorConversationId == null && idempotencyKey === null;
    const about = {
      kind,
      direction: 'out' as const,
      description: request.remarks ?? null,
      ...seed,
      metadata,
    };
    return newPayment({
      ...about,
      ...added,
      // Beside what was asked for: what a key names stands in the request itself.
      ...(isNameDrawn ? { instruction: { ...seed.instruction, isNameDrawn } } : {}),
      id,
      account: account.name,
      accountType: account.type,
      shortcode: account.shortcode,
      till: account.till,
      initiator,
      originatorConversationId: named
        ? (seed.originatorConversationId ?? this.#nameOf(account, idempotencyKey))
        : null,
      idempotencyKey,
      requestHash: requestHash(about),
      createdAt: now,
      nextCheckAt: now + this.deps.policy.sendLeaseMs,
    });
  }

  /** Without a key nothing would know the payment again. Not its id, which stands in the URLs of its callbacks. */
  #nameOf({ name, shortcode }: ResolvedAccount, idempotencyKey: string | null): string {
    if (idempotencyKey === null) return this.deps.newId();
    return conversationName({ account: name, shortcode, idempotencyKey });
  }
}
