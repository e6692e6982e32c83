import { meaningOf } from '../daraja/catalogue/explain.js';
import { isSubscriberLocked, isTokenRefusal } from '../daraja/exchange/refusal-kinds.js';
import { DarajaOutcomeUnknownError } from '../errors/daraja-outcome-unknown.error.js';
import { DarajaRejectedError } from '../errors/daraja-rejected.error.js';
import { DarajaResponseError } from '../errors/daraja-response.error.js';
import { DarajaThrottledError } from '../errors/daraja-throttled.error.js';
import { DarajaUnavailableError } from '../errors/daraja-unavailable.error.js';
import { MpesaError } from '../errors/mpesa.error.js';
import { PromptOpenError } from '../errors/prompt-open.error.js';
import type { Payment } from '../payments/payment.js';
import type { FactAboutPayment } from '../payments/payment-fact.js';
import type { Clock } from '../values/clock.js';
import { MINUTE_MS } from '../values/duration.js';
import type { PaymentSender } from './payment-sender.js';
import type { StoredDeparture } from './stored-departure.js';

/** What sending a payment has taught us, and the error its caller gets. */
export interface SendingOutcome {
  readonly fact: FactAboutPayment;
  readonly error: Error | null;
}

/** Safaricom asks to wait at least a minute before the next prompt to a locked phone. */
const LOCKED_PHONE_MS = MINUTE_MS;

/**
 * Sends once and turns whatever happens into a fact. Before its departure everything that fails has sent nothing, whatever it
 * is; after it, everything that is not surely unsent or refused is unknown.
 */
export async function sendingOutcome(
  sender: PaymentSender,
  payment: Payment,
  { departure, clock }: { readonly departure: StoredDeparture; readonly clock: Clock },
): Promise<SendingOutcome> {
  try {
    const accepted = await sender.send(payment, departure);
    const fact = { ...accepted, type: 'accepted', paymentId: payment.id, at: clock.now() } as const;
    return { fact, error: null };
  } catch (error) {
    const about = { paymentId: payment.id, at: clock.now() };
    const { at: sendingAt } = departure;
    return sendingAt === null || provesUnsent(error)
      ? unsent(error, payment, about)
      : failedOutcome(error, payment, { ...about, sendingAt });
  }
}

function unsent(error: unknown, payment: Payment, about: { paymentId: string; at: number }): SendingOutcome {
  const reason = error instanceof Error ? error.message : String(error);
  const told = unsentError(error, payment);
  return { fact: { ...about, type: 'not-sent', reason, version: payment.version }, error: told };
}

function failedOutcome(
  error: unknown,
  payment: Payment,
  { sendingAt, ...about }: { paymentId: string; at: number; sendingAt: number },
): SendingOutcome {
  if (error instanceof DarajaRejectedError && !(mayHaveMoved(payment) && leavesOpen(error))) {
    const { errorCode: resultCode, errorMessage: resultText } = error;
    const locked = isSubscriberLocked(error) && payment.phone !== null;
    const failure = locked ? 'prompt-open' : 'refused';
    return {
      fact: { ...about, type: 'refused', failure, resultCode, resultText },
      error: (locked ? lockedError(payment.phone ?? '', error, about.at) : error).forPayment(payment.id),
    };
  }
  const doubt =
    error instanceof DarajaOutcomeUnknownError
      ? error.forPayment(payment.id)
      : new DarajaOutcomeUnknownError({
          product: payment.kind,
          reason: error instanceof Error ? error.message : String(error),
          explanation: error instanceof DarajaRejectedError ? error.explanation : null,
          paymentId: payment.id,
          cause: error,
        });
  return { fact: { ...about, type: 'unanswered', reason: doubt.reason, sendingAt }, error: doubt };
}

/**
 * A request under a name of our own may be known to M-Pesa although its acknowledgement says no, and what was to leave must not
 * be sent again on the word of a back end that broke down. A push at worst prompts a second time.
 */
function mayHaveMoved({ direction, originatorConversationId }: Payment): boolean {
  return direction === 'out' || originatorConversationId !== null;
}

/**
 * A refusal that the catalogue does not believe: the id was taken before, or the back end broke down behind a gateway that
 * answers 200. Words that nobody knows are believed only with an HTTP status that says no.
 */
function leavesOpen({ errorCode, errorMessage, product, httpStatus }: DarajaRejectedError): boolean {
  const { failure, moneyMayHaveMoved } = meaningOf({ code: errorCode, message: errorMessage, product });
  return moneyMayHaveMoved && (failure !== 'unknown' || httpStatus < 400);
}

/** What says by itself that no byte left, or that Daraja looked at no more than the rate or the token. */
export function provesUnsent(error: unknown): boolean {
  if (error instanceof DarajaUnavailableError || error instanceof DarajaThrottledError) return true;
  return isTokenRefusal(error) || concernsToken(error);
}

function concernsToken(error: unknown): error is DarajaRejectedError | DarajaResponseError {
  const failed = error instanceof DarajaRejectedError || error instanceof DarajaResponseError;
  return failed && error.product === 'oauth';
}

/** What could not be had for now, or has no word of its own, is told as what it means for the caller: nothing was sent. */
export function unsentError(error: unknown, payment: { readonly id: string; readonly kind: string }): Error {
  const forNow = concernsToken(error) && (error instanceof DarajaResponseError || error.retryable);
  if (error instanceof MpesaError && !error.moneyMayHaveMoved && !forNow) return error.forPayment(payment.id);
  const reason = error instanceof Error ? error.message : String(error);
  const told = new DarajaUnavailableError({ product: payment.kind, reason, cause: error });
  return told.forPayment(payment.id);
}

function lockedError(phone: string, cause: DarajaRejectedError, at: number): PromptOpenError {
  return new PromptOpenError({ phone, openPaymentId: null, retryAt: at + LOCKED_PHONE_MS, cause });
}
