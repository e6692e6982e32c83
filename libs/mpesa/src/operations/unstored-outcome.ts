import type { FactAboutPayment } from '../payments/payment-fact.js';
import type { StandingOrderFact } from '../payments/standing-orders/standing-order-fact.js';

/** A line for the log about what a request came to, where the books could not take it. `subject` as in `payment 0193…`. */
export function unstoredOutcome(
  subject: string,
  fact: FactAboutPayment | StandingOrderFact,
  cause: unknown,
): string {
  const next = 'The jobs go on from what is stored, and ask where it may have arrived';
  return `${subject}: ${known(fact)}, and that could not be stored: ${String(cause)}. ${next}`;
}

function known(fact: FactAboutPayment | StandingOrderFact): string {
  switch (fact.type) {
    case 'accepted':
      return 'Safaricom took it';
    case 'refused':
    case 'declined':
      return `Safaricom refused it (${fact.resultCode ?? 'without a code'})`;
    case 'not-sent':
      return `nothing of it was sent (${fact.reason})`;
    case 'unanswered':
      return `it may have been sent${'reason' in fact ? ` (${fact.reason})` : ''}`;
    default:
      return fact.type;
  }
}
