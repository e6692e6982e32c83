/** `pending`: will be tried (again), or is held while its endpoint is disabled. `failed`: gave up after the last attempt. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed';

/** One message on its way to one client. Times are epoch milliseconds. */
export interface Delivery {
  /** What enqueuing was asked with; the receiver sees it as `webhook-id`, the same at every attempt. */
  readonly id: string;
  readonly clientId: string;
  /** The registered endpoint it goes to, or null for a one-shot destination. */
  readonly endpointId: string | null;
  /** The one-shot destination, or null for an endpoint, whose URL of the moment counts. */
  readonly url: string | null;
  readonly stream: string;
  readonly type: string;
  readonly status: DeliveryStatus;
  /** How often it was sent so far, replays included. */
  readonly attempts: number;
  /** When it is due; while it is being sent, until when the sender may take. Null once finished. */
  readonly nextAt: number | null;
  /** HTTP status of the last answer; null when there was none. */
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/** One attempt, as its record keeps it. */
export interface DeliveryAttempt {
  /** Counts from 1. */
  readonly attempt: number;
  /** When it was begun, epoch milliseconds. */
  readonly at: number;
  readonly durationMs: number;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  readonly error: string | null;
  /** The first kilobyte of the answer's body. */
  readonly response: string | null;
}

/** What is to be delivered where. */
export interface EnqueueRequest {
  /**
   * Names this message for ever: 1 to 100 of `A-Z a-z 0-9 _ : -`. The same id again stores nothing. One event for two endpoints
   * needs two ids, such as `<event id>:<endpoint id>`.
   */
  readonly id: string;
  readonly clientId: string;
  /** A registered endpoint of the client, or null together with `url`. */
  readonly endpointId: string | null;
  /** A one-shot destination, signed with the client's own secret. */
  readonly url?: string;
  /** What must arrive in order, such as a payment's id: a message waits for earlier unfinished ones of its stream and destination. */
  readonly stream: string;
  /** Names the kind of message in lists, such as `payment.succeeded`. Not sent by itself. */
  readonly type: string;
  /** The whole body, sent as JSON; at most 60,000 bytes. */
  readonly payload: object;
}

export interface DeliveryFilter {
  readonly endpointId?: string;
  readonly stream?: string;
  readonly status?: DeliveryStatus;
}

/** A page of what was asked for, newest first. */
export interface DeliveryPage {
  readonly items: readonly Delivery[];
  /** Ask again with this for what follows; null at the end. */
  readonly cursor: string | null;
}
