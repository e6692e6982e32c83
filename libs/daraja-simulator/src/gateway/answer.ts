/** What the simulator answers to a request. A string body goes out as it is, everything else as JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly contentType?: string;
  /** The bytes of the answer wait for this: how a callback comes to arrive before the acknowledgement. */
  readonly heldUntil?: Promise<unknown>;
  /** Called once the answer has left, or its connection was lost. */
  readonly afterSent?: () => void;
}

/** A refusal in Daraja's envelope (DARAJA-FACTS 1.1), before it gets its `requestId`. */
export interface Refusal {
  readonly status: number;
  readonly errorCode: string;
  readonly errorMessage: string;
}

export function refusal(status: number, errorCode: string, errorMessage: string): Refusal {
  return { status, errorCode, errorMessage };
}

/** Thrown by a product's checks; the gateway turns it into the envelope. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';

  constructor(readonly refusal: Refusal) {
    super(`${refusal.errorCode} ${refusal.errorMessage}`);
  }
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function refusalAnswer(refused: Refusal, requestId: string): Answer {
  const { status, errorCode, errorMessage } = refused;
  return { status, body: { requestId, errorCode, errorMessage } };
}
