import type { ClaimedDelivery } from './claimed-delivery.js';
import type { DurableHandler } from './durable-handler.js';

/** What one handler has to do: deliveries that wait for their turn, and those under way. */
export class HandlerLane {
  #waiting: ClaimedDelivery[] = [];
  #running = 0;
  #marking = 0;
  #returned = 0;

  constructor(readonly handler: DurableHandler) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  get running(): number {
    return this.#running;
  }

  get busy(): boolean {
    return this.#running > 0 || this.#waiting.length > 0;
  }

  /** Of those running, some have been handed over and are only being marked: one claim after the last of them finds more. */
  get marking(): boolean {
    return this.#marking > 0;
  }

  /** How many have been handed over since another lane began something: what hangs hands over nothing. */
  get returnedInARow(): number {
    return this.#returned;
  }

  anotherBegins(): void {
    this.#returned = 0;
  }

  queue(claimed: ClaimedDelivery): void {
    this.#waiting.push(claimed);
  }

  /** Runs the one that has waited longest. */
  async next(attempt: (claimed: ClaimedDelivery, onReturned: () => void) => Promise<void>): Promise<void> {
    const claimed = this.#waiting.shift();
    if (claimed === undefined) return;
    let returned = 0;
    this.#running += 1;
    try {
      await attempt(claimed, () => {
        returned = 1;
        this.#marking += 1;
      });
    } finally {
      this.#running -= 1;
      this.#marking -= returned;
      this.#returned += returned;
    }
  }

  /** Takes back what waits. */
  clear(): ClaimedDelivery[] {
    return this.#waiting.splice(0);
  }
}
