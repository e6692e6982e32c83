import type { Clock } from '../../values/clock.js';
import type { Delay } from '../../values/delay.js';
import type { RandomSource } from '../../values/random.js';
import { readAnswer } from '../wire/answer.js';
import { type DarajaApp, trimmedBaseUrl } from './daraja-app.js';
import type { DepartureRecord } from './departure-record.js';
import type { Endpoint } from '../wire/endpoint.js';
import { judge, judgeSilence, type Outcome } from './outcome.js';
import {
  type Transport,
  type TransportAnswer,
  TransportError,
  type TransportRequest,
} from '../wire/transport.js';

/** What an exchange needs from outside. */
export interface ExchangeDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly delay: Delay;
  /** Milliseconds for one whole request. */
  readonly timeoutMs: number;
}

/** What one request carries. */
export interface ExchangeCall<Req> {
  readonly app: DarajaApp;
  /** The whole `Authorization` header. */
  readonly authorization: string;
  readonly body: Req;
  /** Of what must not be sent twice. */
  readonly departure?: DepartureRecord;
}

const READ_TRIES = 2;
const SHORTEST_PAUSE_MS = 200;

/** Puts one request to Daraja and tells what came of it, as data. Only what moves no money is asked a second time. */
export class DarajaExchange {
  constructor(private readonly deps: ExchangeDeps) {}

  async ask<Req, Res>(endpoint: Endpoint<Req, Res>, call: ExchangeCall<NoInfer<Req>>): Promise<Outcome<Res>> {
    let outcome = await this.once(endpoint, call);
    for (let tries = 1; outcome.kind === 'unanswered' && tries < READ_TRIES; tries += 1) {
      await this.deps.delay(this.pauseMs());
      outcome = await this.once(endpoint, call);
    }
    return outcome;
  }

  private async once<Req, Res>(endpoint: Endpoint<Req, Res>, call: ExchangeCall<Req>): Promise<Outcome<Res>> {
    const request = this.toRequest(endpoint, call);
    let received: TransportAnswer;
    try {
      received = await this.put(request, call.departure);
    } catch (error) {
      if (error instanceof TransportError) return judgeSilence(endpoint, error);
      throw error;
    }
    return judge(endpoint, {
      answer: readAnswer(received),
      headers: received.headers,
      now: this.deps.clock.now(),
    });
  }

  private async put(request: TransportRequest, departure?: DepartureRecord): Promise<TransportAnswer> {
    const { transport } = this.deps;
    if (departure === undefined) return transport(request);
    if (transport.awaitsDeparture) return transport({ ...request, depart: () => departure.depart() });
    await departure.depart();
    return transport(request);
  }

  private toRequest<Req, Res>(endpoint: Endpoint<Req, Res>, call: ExchangeCall<Req>): TransportRequest {
    const body = endpoint.method === 'GET' ? undefined : JSON.stringify(call.body);
    return {
      method: endpoint.method,
      url: `${trimmedBaseUrl(call.app)}${endpoint.path}${queryString(endpoint, call.body)}`,
      headers: {
        ...endpoint.headers,
        Accept: 'application/json',
        Authorization: call.authorization,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body,
      timeoutMs: this.deps.timeoutMs,
    };
  }

  /** Between 200 and 455 ms, so that instances that failed together do not return together. */
  private pauseMs(): number {
    return SHORTEST_PAUSE_MS + this.deps.random.bytes(1).readUInt8(0);
  }
}

function queryString<Req, Res>(endpoint: Endpoint<Req, Res>, body: Req): string {
  const query = endpoint.query?.(body);
  return query ? `?${new URLSearchParams(query).toString()}` : '';
}
