import type { SigningSecrets } from './secrets/signing-secrets.js';

export interface DeliveryTimersDeps {
  readonly wake: () => void;
  readonly secrets: SigningSecrets;
  readonly onError: (error: unknown) => void;
}

/** What is stored wakes the dispatcher by itself; this is for what becomes due, and for what another process stored. */
const LOOK_EVERY_MS = 1_000;

/** When things are done; what is done stands elsewhere. */
export class DeliveryTimers {
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly deps: DeliveryTimersDeps) {}

  start(): void {
    if (this.#timer !== undefined) return;
    const { wake, secrets, onError } = this.deps;
    this.#timer = setInterval(wake, LOOK_EVERY_MS);
    // A new first key takes over at the start; the old one is needed no more once this is done.
    secrets.reencrypt().catch(onError);
    wake();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
