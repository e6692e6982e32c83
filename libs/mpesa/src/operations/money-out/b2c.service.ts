import type { Payment } from '../../payments/payment.js';
import { operatorTextProblems } from '../../daraja/contracts/request-rules.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { B2cCommand, B2cInstruction } from '../../translation/organisation-request.js';
import { readAmount, readChoice, readPhone, refuseProblems } from '../payment-request.js';
import type { CallOptions } from '../stk-push/stk-push.service.js';
import type { OperatorRequest, OutgoingPayments } from './outgoing-payments.js';
import { refuseNonObjects } from '../request-objects.js';

export const B2C_COMMANDS = [
  'BusinessPayment',
  'SalaryPayment',
  'PromotionPayment',
] as const satisfies B2cCommand[];

/** A payment to a customer's phone. Whole shillings. */
export interface B2cRequest extends OperatorRequest {
  /** Who is paid, in any Kenyan form. */
  readonly phone: string;
  /** Whole shillings, within the account's limits (default 10 to 250,000). */
  readonly amount: number;
  /** Default `BusinessPayment`. */
  readonly command?: B2cCommand;
  /** v3 only: unique among all you ever sent, at most 50 characters. Default: made of account and key. */
  readonly originatorConversationId?: string;
}

/** Pays customers: salaries, refunds, loans, winnings. */
export class B2cService {
  constructor(private readonly outgoing: OutgoingPayments) {}

  /**
   * Stores the payment, sends it once and returns it as `pending`. Its result arrives as an event.
   *
   * @throws InvalidRequestError before anything is stored or sent
   * @throws IdempotencyConflictError the key already names another request
   * @throws DarajaUnavailableError, DarajaThrottledError nothing was sent: the same call may be made again
   * @throws DarajaRejectedError Daraja said no
   * @throws DarajaOutcomeUnknownError it may have been paid: never send again, wait for the event
   * @throws StorageUnavailableError the database is down; nothing was sent
   */
  async pay(request: B2cRequest, options: CallOptions = {}): Promise<Payment> {
    refuseNonObjects({ request, options });
    const account = await this.outgoing.account(request.account);
    const { originatorConversationId } = request;
    const named = account.b2c.version === 'v3';
    refuseProblems(operatorTextProblems({ originatorConversationId }), request);
    if (!named) refuseName(originatorConversationId);
    const command = readChoice('command', request.command ?? 'BusinessPayment', B2C_COMMANDS);
    const instruction: B2cInstruction = { command, occasion: request.occasion ?? null };
    const seed = {
      phone: readPhone(request.phone),
      amountCents: readAmount(request.amount, account.limits.b2c),
      transactionType: command,
      instruction: { ...instruction },
      originatorConversationId,
    };
    return this.outgoing.start(
      { kind: 'b2c', product: 'b2c', account, request, seed, named },
      options.manager,
    );
  }
}

/** Dropped silently, it would be asked about in vain. */
function refuseName(originatorConversationId: string | undefined): void {
  if (originatorConversationId === undefined) return;
  const rule = 'must be left out: this account pays by B2C v1, which takes no name of ours';
  throw new InvalidRequestError('originatorConversationId', originatorConversationId, rule);
}
