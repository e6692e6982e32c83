import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { closeAfterTest } from '../../../../../test/support/test-resources.js';

/** A request as the receiver got it. */
export interface Received {
  readonly id: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  /** Order of arrival at this receiver. */
  readonly index: number;
}

export type Respond = (request: Received, response: http.ServerResponse) => void;

/** Answers with this status. */
export function status(code: number, headers: http.OutgoingHttpHeaders = {}, body = ''): Respond {
  return (_, response) => void response.writeHead(code, headers).end(body);
}

/** Repeats what it got, as a receiver that proves its ownership does. */
export const echo: Respond = ({ body }, response) => void response.writeHead(200).end(body);

/** A client's server on a real socket. What it answers is decided request by request. */
export class Receiver {
  readonly received: Received[] = [];
  readonly sockets = new Set<Socket>();
  connections = 0;
  respond: Respond = echo;

  private constructor(
    readonly server: http.Server,
    readonly scheme: 'http' | 'https',
  ) {
    server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.sockets.add(socket.once('close', () => this.sockets.delete(socket)));
    });
    server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      void this.#take(request, response);
    });
  }

  static async start(tls?: { key: string; cert: string }): Promise<Receiver> {
    const server = tls === undefined ? http.createServer() : https.createServer(tls);
    const receiver = new Receiver(server as http.Server, tls === undefined ? 'http' : 'https');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closeAfterTest(() => receiver.close());
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${this.port}/hook`;
  }

  /** What came, but for pings. */
  get messages(): Received[] {
    return this.received.filter(({ id }) => !id.startsWith('ping_'));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  async #take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const received: Received = {
      id: String(request.headers['webhook-id']),
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      index: this.received.length,
    };
    this.received.push(received);
    this.respond(received, response);
  }
}
