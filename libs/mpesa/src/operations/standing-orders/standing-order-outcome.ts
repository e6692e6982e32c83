import type { RatibaAnswer } from '../../daraja/contracts/ratiba.contract.js';
import { DarajaOutcomeUnknownError } from '../../errors/daraja-outcome-unknown.error.js';
import { DarajaRejectedError } from '../../errors/daraja-rejected.error.js';
import type { StandingOrderFact } from '../../payments/standing-orders/standing-order-fact.js';
import { nameFromRatiba } from '../../translation/ratiba.js';
import type { Clock } from '../../values/clock.js';
import { provesUnsent, unsentError } from '../sending-outcome.js';
import type { StoredDeparture } from '../stored-departure.js';

/** What sending a standing order has taught us, and the error its caller gets. */
export interface OrderSendingOutcome {
  readonly fact: StandingOrderFact;
  readonly error: Error | null;
}

/** Waits for the answer and turns whatever happens into a fact. Everything that is not surely unsent or refused is unknown. */
export async function orderSendingOutcome(
  sending: Promise<RatibaAnswer>,
  {
    id,
    departure,
    clock,
  }: { readonly id: string; readonly departure: StoredDeparture; readonly clock: Clock },
): Promise<OrderSendingOutcome> {
  try {
    const name = nameFromRatiba(await sending);
    return { fact: { type: 'accepted', standingOrderId: id, at: clock.now(), ...name }, error: null };
  } catch (error) {
    const at = clock.now();
    return departure.at !== null && !provesUnsent(error)
      ? failedOutcome(error, { id, at, sendingAt: departure.at })
      : unsent(error, id, at);
  }
}

function unsent(error: unknown, id: string, at: number): OrderSendingOutcome {
  const reason = error instanceof Error ? error.message : String(error);
  const told = unsentError(error, { id, kind: 'ratiba' });
  return { fact: { type: 'not-sent', standingOrderId: id, at, reason }, error: told };
}

/** Daraja has answered and we could not write it down. The callback carries our id and will tell again. */
export function answerLost(standingOrderId: string, cause: unknown): DarajaOutcomeUnknownError {
  const reason = 'the answer could not be stored';
  return new DarajaOutcomeUnknownError({ product: 'ratiba', reason, paymentId: standingOrderId, cause });
}

function failedOutcome(
  error: unknown,
  { id, at, sendingAt }: { readonly id: string; readonly at: number; readonly sendingAt: number },
): OrderSendingOutcome {
  const about = { standingOrderId: id, at };
  if (error instanceof DarajaRejectedError) {
    const { errorCode: resultCode, errorMessage: resultText } = error;
    return {
      fact: { ...about, type: 'declined', failure: 'refused', resultCode, resultText },
      error: error.forPayment(id),
    };
  }
  const doubt =
    error instanceof DarajaOutcomeUnknownError
      ? error.forPayment(id)
      : new DarajaOutcomeUnknownError({
          product: 'ratiba',
          reason: error instanceof Error ? error.message : String(error),
          paymentId: id,
          cause: error,
        });
  return { fact: { ...about, type: 'unanswered', sendingAt }, error: doubt };
}
