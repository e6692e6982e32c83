import type { BestEffortEventMap, MpesaEventMap, MpesaEventName } from '../payments/payment-events.js';
import type { HandlerContext } from './handler-context.js';
import type { HostEventEmitter } from './handler-explorer.js';

type Listener = (payload: unknown, context: HandlerContext) => unknown;

/** Nobody waits for these handlers, and nobody gives them up. */
const NEVER = new AbortController().signal;

/** Tells this process, once and without a promise: Nest's event emitter, and `@OnMpesa` handlers of events that are not stored. */
export class BestEffortEvents {
  readonly #listeners = new Map<string, Listener[]>();
  #emitter: HostEventEmitter | null = null;

  constructor(
    private readonly onError: (error: unknown) => void,
    private readonly newId: () => string,
  ) {}

  listen(event: keyof BestEffortEventMap, listener: Listener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  useEmitter(emitter: HostEventEmitter): void {
    this.#emitter = emitter;
  }

  emit(payload: MpesaEventMap[MpesaEventName]): void {
    const context = { type: payload.type, eventId: this.newId(), attempt: 1, signal: NEVER };
    for (const listener of this.#listeners.get(payload.type) ?? [])
      this.#guard(() => listener(payload, context));
    this.#guard(() => this.#emitter?.emitAsync(`mpesa.${payload.type}`, payload));
  }

  /** A listener's failure is its own: it must not reach the payment that was told of. */
  #guard(call: () => unknown): void {
    Promise.resolve()
      .then(call)
      .catch((error: unknown) => this.onError(error));
  }
}
