/** One HTTP request to Daraja. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for everything: name look-up, connection, request, answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What came back, whatever the status. */
export interface TransportAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * Sends one request once. Resolves with every complete HTTP answer, and rejects with a {@link TransportError} for
 * everything else. Never retries and never follows a redirect.
 */
export type Transport = (request: TransportRequest) => Promise<TransportAnswer>;

/** There was no complete answer. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** False only when it is certain that no byte of the request left this machine. */
  readonly sent: boolean;

  constructor(message: string, details: { sent: boolean; cause?: unknown }) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.sent = details.sent;
  }
}
