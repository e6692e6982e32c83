import type { BestEffortEventMap, MpesaEventMap, MpesaEventName } from '../payments/payment-events.js';
import type { HostEventEmitter } from './handler-explorer.js';

type Listener = (payload: unknown) => unknown;

/** Tells this process, once and without a promise: Nest's event emitter, and `@OnMpesa` handlers of events that are not stored. */
export class BestEffortEvents {
  readonly #listeners = new Map<string, Listener[]>();
  #emitter: HostEventEmitter | null = null;

  constructor(private readonly onError: (error: unknown) => void) {}

  listen(event: keyof BestEffortEventMap, listener: Listener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  useEmitter(emitter: HostEventEmitter): void {
    this.#emitter = emitter;
  }

  emit<Name extends MpesaEventName>(event: Name, payload: MpesaEventMap[Name]): void {
    for (const listener of this.#listeners.get(event) ?? []) this.#guard(() => listener(payload));
    this.#guard(() => this.#emitter?.emitAsync(`mpesa.${event}`, payload));
  }

  /** A listener's failure is its own: it must not reach the payment that was told of. */
  #guard(call: () => unknown): void {
    Promise.resolve()
      .then(call)
      .catch((error: unknown) => this.onError(error));
  }
}
