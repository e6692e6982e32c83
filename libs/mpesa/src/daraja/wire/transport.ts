/** One HTTP request to Daraja. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for everything: name look-up, connection, `depart`, request, answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /**
   * Awaited between the connection and the first byte. What it throws is thrown on as it is, and nothing leaves. Given only to
   * a transport that says {@link Transport.awaitsDeparture}.
   */
  readonly depart?: () => Promise<void>;
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
export interface Transport {
  (request: TransportRequest): Promise<TransportAnswer>;
  /** It awaits `depart` itself. For any other that is done before it is called: sooner than needed, and never too late. */
  readonly awaitsDeparture?: true;
}

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
