import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import type { Clock } from '../../setup/clock.js';
import { readAnswer } from './answer-body.js';
import { destinationUrl, type DestinationRules } from './destination.js';
import { retryAfterMs } from './retry-after.js';
import { webhookHeaders } from './standard-webhooks.js';

/** One message to one URL. */
export interface Message {
  readonly id: string;
  readonly url: string;
  readonly body: string;
  readonly secrets: readonly string[];
  /** Shorter than usual. */
  readonly deadlineMs?: number;
}

/** What came of sending it once. Delivered exactly when `error` is null. */
export interface Outcome {
  readonly begunAt: number;
  readonly durationMs: number;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly error: string | null;
  readonly retryAfterMs: number | null;
  /** The first kilobyte of the answer's body. */
  readonly response: string | null;
}

/** Calls `ring` once `ms` have passed, unless what it returns is called before. `id` is the message's. */
export type Deadline = (ring: () => void, ms: number, id: string) => () => void;

export interface SenderDeps {
  readonly clock: Clock;
  readonly rules: DestinationRules;
  readonly deadlineMs: number;
  /** Default: real time. */
  readonly deadline?: Deadline;
  readonly lookup?: LookupFunction;
  readonly ca?: string;
}

const realTime: Deadline = (ring, ms) => {
  const timer = setTimeout(ring, ms);
  return () => clearTimeout(timer);
};

type Answer = Pick<Outcome, 'status' | 'error' | 'retryAfterMs' | 'response'>;

/**
 * Sends messages to strangers' URLs. Every address a name resolves to is checked when the connection is made, and no connection
 * is used twice; redirects are answers like any other; no proxy and no cookies, whatever the environment says.
 */
export class Sender {
  readonly #agents: { readonly 'http:': http.Agent; readonly 'https:': https.Agent };

  constructor(private readonly deps: SenderDeps) {
    const { allowPrivateAddresses } = deps.rules;
    const filter = {
      keepAlive: false,
      allowPrivateIPAddress: allowPrivateAddresses,
      allowMetaIPAddress: allowPrivateAddresses,
    };
    const ca = deps.ca === undefined ? {} : { ca: [...rootCertificates, deps.ca] };
    this.#agents = {
      'http:': new RequestFilteringHttpAgent(filter),
      'https:': new RequestFilteringHttpsAgent({ ...filter, ...ca, rejectUnauthorized: true }),
    };
  }

  /** Never rejects, unless `signal` has cut it short. */
  async send(message: Message, signal?: AbortSignal): Promise<Outcome> {
    const begunAt = this.deps.clock.now();
    const startedAt = performance.now();
    const answer = await this.#within(
      { id: message.id, deadlineMs: message.deadlineMs ?? this.deps.deadlineMs, outer: signal },
      (either) => this.#exchange(message, begunAt, either),
    );
    return { ...answer, begunAt, durationMs: Math.round(performance.now() - startedAt) };
  }

  /** Ends an exchange at the deadline, or when `outer` is aborted. By hand: AbortSignal.any would leave a trace in `outer` for ever. */
  async #within(
    { id, deadlineMs, outer }: { id: string; deadlineMs: number; outer: AbortSignal | undefined },
    exchange: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    const either = new AbortController();
    let late = false;
    const ring = (): void => {
      late = true;
      either.abort();
    };
    const inTime = (this.deps.deadline ?? realTime)(ring, deadlineMs, id);
    const cutShort = (): void => either.abort();
    outer?.addEventListener('abort', cutShort, { once: true });
    try {
      outer?.throwIfAborted();
      return await exchange(either.signal);
    } catch (error) {
      if (outer?.aborted) throw error;
      const reason = late ? `no complete answer within ${deadlineMs} ms` : describe(error);
      return { status: null, error: reason, retryAfterMs: null, response: null };
    } finally {
      inTime();
      outer?.removeEventListener('abort', cutShort);
    }
  }

  async #exchange(message: Message, at: number, signal: AbortSignal): Promise<Answer> {
    // Asked again: the rules may have become stricter since the URL was registered.
    const url = destinationUrl('url', message.url, this.deps.rules);
    const response = await this.#post(url, { ...message, at }, signal);
    const text = await readAnswer(response);
    const status = response.statusCode ?? 0;
    return {
      status,
      error: complaintAbout(status),
      retryAfterMs: retryAfterMs(response.headers['retry-after'], at),
      response: text,
    };
  }

  #post(url: URL, message: Message & { at: number }, signal: AbortSignal): Promise<http.IncomingMessage> {
    const body = Buffer.from(message.body);
    const secure = url.protocol === 'https:';
    const options: https.RequestOptions = {
      method: 'POST',
      agent: this.#agents[secure ? 'https:' : 'http:'],
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        'user-agent': 'mpesa-gateway/1',
        ...webhookHeaders(message, message.secrets),
      },
      signal,
      ...(this.deps.lookup === undefined ? {} : { lookup: this.deps.lookup }),
    };
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(url, options, resolve);
      request.on('error', reject);
      request.end(body);
    });
  }
}

function complaintAbout(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `answered ${status}; redirects are not followed`;
  return `answered ${status}`;
}

function describe(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  if (message?.includes('is not allowed'))
    return 'its host is, or resolves to, an address that is not public';
  return `${code === undefined ? '' : `${code}: `}${message ?? String(error)}`.slice(0, 255);
}
