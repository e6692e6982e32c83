import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A callback as the host received it. */
export interface Received {
  path: string;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
  body: unknown;
}

type Responder = (received: Received, response: ServerResponse) => void;

/** A host that keeps every callback it gets, and answers as told. */
export class TestHost {
  readonly received: Received[] = [];
  private readonly responders = new Map<string, Responder>();
  private server!: Server;

  async start(): Promise<this> {
    this.server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        const received = { path: request.url ?? '', headers: request.headers, text, body: parse(text) };
        this.received.push(received);
        const respond = this.responders.get(received.path);
        if (respond) respond(received, response);
        else json(response, { ResultCode: 0, ResultDesc: 'Accepted' });
      });
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  on(path: string, respond: Responder): void {
    this.responders.set(path, respond);
  }

  answer(path: string, body: unknown, status = 200): void {
    this.on(path, (_received, response) => json(response, body, status));
  }

  at(path: string): Received[] {
    return this.received.filter((received) => received.path === path);
  }

  forget(): void {
    this.received.length = 0;
    this.responders.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
