import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import type { HttpService } from '@nestjs/axios';
import type { AxiosResponse } from 'axios';
import { LIBRARY_VERSION } from '../../values/version.js';
import { Departure } from './departure.js';
import {
  type Transport,
  type TransportAnswer,
  type TransportRequest,
  TransportError,
} from '../wire/transport.js';

/**
 * A spare connection is dropped after this time. Short, because a money request on a connection that the other end has
 * just closed may or may not have arrived, and its outcome would be unknown for nothing.
 */
const SPARE_CONNECTION_MS = 4_000;
const LARGEST_ANSWER = 1024 * 1024;

/** Carries requests over Nest's `HttpService`. Owns its connections: {@link close} ends them. */
export class AxiosTransport {
  private readonly agents = {
    httpAgent: new http.Agent({ keepAlive: true, timeout: SPARE_CONNECTION_MS }),
    httpsAgent: new https.Agent({ keepAlive: true, timeout: SPARE_CONNECTION_MS }),
  };

  constructor(private readonly http: HttpService) {}

  readonly send: Transport = Object.assign((request: TransportRequest) => this.carry(request), {
    awaitsDeparture: true as const,
  });

  /** Ends spare connections; running requests finish. */
  close(): void {
    this.agents.httpAgent.destroy();
    this.agents.httpsAgent.destroy();
  }

  private async carry(request: TransportRequest): Promise<TransportAnswer> {
    const departure = new Departure(request.depart);
    const deadline = AbortSignal.timeout(request.timeoutMs);
    try {
      const answer = toAnswer(await this.request(request, departure, deadline));
      if (departure.possible) return answer;
    } catch (error) {
      await departure.callOff();
      const reason = deadline.aborted ? `no answer within ${request.timeoutMs} ms` : describe(error);
      throw new TransportError(reason, { sent: departure.possible, cause: error });
    }
    // An adapter of the host's axios that is not Node's: what it sent was marked by nobody.
    throw new TransportError('answered by an HTTP adapter that does not wait for its departure', {
      sent: true,
    });
  }

  private request(
    request: TransportRequest,
    departure: Departure,
    deadline: AbortSignal,
  ): Promise<AxiosResponse<string>> {
    return this.http.axiosRef.request<string>({
      ...this.agents,
      method: request.method,
      url: request.url,
      data: Readable.from(departure.bytes(request.body)),
      headers: {
        'User-Agent': `nestjs-mpesa/${LIBRARY_VERSION}`,
        ...lengthOf(request.body),
        ...request.headers,
      },
      signal: request.signal ? AbortSignal.any([request.signal, deadline]) : deadline,
      transport: departure.transport,
      responseType: 'text',
      validateStatus: () => true,
      maxContentLength: LARGEST_ANSWER,
      maxRedirects: 0,
      proxy: false,
      timeout: 0,
    });
  }
}

/** Of a stream nobody else can tell it. */
function lengthOf(body: string | undefined): Record<string, number> {
  return body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
}

function toAnswer(response: AxiosResponse<unknown>): TransportAnswer {
  const headers = Object.entries(response.headers).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  return {
    status: response.status,
    headers: Object.fromEntries(headers),
    text: typeof response.data === 'string' ? response.data : '',
  };
}

/** Codes and messages of Node's errors; they hold addresses at most, never headers or bodies. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return [code, error.message].filter(Boolean).join(': ');
}
