import type { DeliveryRetention } from './retention.js';
import type { SigningSecrets } from './secrets/signing-secrets.js';

export interface DeliveryTimersDeps {
  readonly wake: () => void;
  readonly retention: DeliveryRetention;
  readonly secrets: SigningSecrets;
  readonly onError: (error: unknown) => void;
}

/** What is stored wakes the dispatcher by itself; this is for what becomes due, and for what another process stored. */
const LOOK_EVERY_MS = 1_000;
const SWEEP_EVERY_MS = 3_600_000;

/** When things are done; what is done stands elsewhere. */
export class DeliveryTimers {
  #timers: NodeJS.Timeout[] = [];

  constructor(private readonly deps: DeliveryTimersDeps) {}

  start(): void {
    if (this.#timers.length > 0) return;
    const { wake, retention, secrets, onError } = this.deps;
    const sweep = (): void => void retention.sweep().catch(onError);
    this.#timers = [setInterval(wake, LOOK_EVERY_MS), setInterval(sweep, SWEEP_EVERY_MS)];
    // A new first key takes over at the start; the old one is needed no more once this is done.
    secrets.reencrypt().catch(onError);
    sweep();
    wake();
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }
}
