import { Logger } from '@nestjs/common';
import { Refusal } from '../errors/refusal.js';
import type { Clock } from '../setup/clock.js';
import { WindowCounter } from '../throttling/window-counter.js';

const WINDOW_MS = 60_000;
/** Whoever mistypes a secret stops to look sooner. */
export const MOST_FAILED_LOGINS = 20;

/** Counts logins that failed, by who was named and by where they came from, and tells whoever runs the gateway of many. */
export class FailedLogins {
  readonly #counter: WindowCounter;
  readonly #told: WindowCounter;
  readonly #logger = new Logger('Logins');

  constructor(clock: Clock) {
    this.#counter = new WindowCounter(clock, { most: MOST_FAILED_LOGINS, windowMs: WINDOW_MS });
    this.#told = new WindowCounter(clock, { most: 1, windowMs: WINDOW_MS });
  }

  /** Only for what has failed: a good secret is never counted. @throws Refusal `too-many-failed-logins`, with `retryAt` */
  count(...names: readonly string[]): void {
    const over = names.map((name) => ({ name, retryAt: this.#counter.count(name) }));
    const [worst] = over.filter(({ retryAt }) => retryAt !== null);
    if (worst === undefined) return;
    if (this.#told.count(worst.name) === null) {
      // As JSON: a client id may be anything.
      this.#logger.warn(
        `more than ${MOST_FAILED_LOGINS} logins failed within a minute: ${JSON.stringify(worst.name)}`,
      );
    }
    throw new Refusal(
      'too-many-failed-logins',
      'too many logins have failed; look at the id and the secret',
      {
        retryAt: worst.retryAt,
      },
    );
  }
}
