import { constantTimeEqual } from '../values/constant-time.js';
import { tokenOf } from './token.js';

/** No callback is of this kind, so that no URL has its token. */
const KIND = 'question';

/**
 * A word that our questions to M-Pesa carry as `Occasion`, and its answers bring back. It stands in no URL: whoever reads the
 * address of an answer in a log cannot answer.
 */
export class QuestionWords {
  /** @param secrets the first makes new words, all are known again */
  constructor(private readonly secrets: readonly [string, ...string[]]) {}

  wordFor(paymentId: string): string {
    return tokenOf(this.secrets[0], KIND, paymentId);
  }

  isOurs(paymentId: string, word: string | null): boolean {
    return (
      word !== null &&
      this.secrets.some((secret) => constantTimeEqual(tokenOf(secret, KIND, paymentId), word))
    );
  }
}
