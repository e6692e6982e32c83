import type { Payment } from '../payments/payment.js';
import type { CheckTurn } from '../payments/payment-ports.js';

export const TURNS: readonly CheckTurn[] = ['checks', 'confirmations'];

export function turnOf({ awaiting }: Payment): CheckTurn {
  return awaiting === null ? 'checks' : 'confirmations';
}

/** Who shares how often Daraja may be asked. */
export function whoseTurn({ kind, account }: Payment): string {
  return `${kind} of ${account}`;
}

/**
 * Lets claims that wait for their confirmation and payments that nobody has told of take turns, so that neither keeps the
 * other from being asked about, however many there are.
 */
export class CheckTurns {
  readonly #last = new Map<string, CheckTurn>();

  /** First those whose kind was not asked about last. */
  order(due: readonly Payment[]): Payment[] {
    const isFirst = (payment: Payment) => this.#last.get(whoseTurn(payment)) !== turnOf(payment);
    return [...due.filter(isFirst), ...due.filter((payment) => !isFirst(payment))];
  }

  taken(payment: Payment): void {
    this.#last.set(whoseTurn(payment), turnOf(payment));
  }
}
