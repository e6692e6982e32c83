/** Why an endpoint gets nothing: the client's wish, its answer 410, five days of nothing but failures, or that its client was revoked. */
export type DisabledReason = 'client' | 'gone' | 'failing' | 'revoked';

/** Where a client wants its messages. Times are epoch milliseconds. */
export interface Endpoint {
  readonly id: string;
  readonly clientId: string;
  readonly url: string;
  readonly status: 'active' | 'disabled';
  readonly disabledReason: DisabledReason | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/**
 * How a URL shows that it belongs to who registers it. `echo`: its answer to the ping repeats the challenge, anywhere in the
 * body. `answer`: any 2xx will do, for receivers that know nothing of pings.
 */
export type OwnershipProof = 'echo' | 'answer';

/** A signing secret as its holder gets it, `whsec_` and base64, to be kept like a password. */
export interface IssuedSecret {
  readonly secret: string;
  /** Until when the secret before it signs too; null when there was none. */
  readonly previousValidUntil: number | null;
}

/** What an endpoint said to a question. */
export interface EndpointAnswer {
  /** Null when no complete answer came in time. */
  readonly status: number | null;
  /** Null exactly when it answered 2xx. */
  readonly error: string | null;
  /** The first kilobyte of its body. */
  readonly body: string | null;
}

/** What came of a ping. */
export interface PingResult {
  readonly ok: boolean;
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number;
}
