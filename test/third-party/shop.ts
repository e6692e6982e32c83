import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { eventually } from '../support/eventually.js';
import { closeAfterTest } from '../support/test-resources.js';
import type { KeyAndCertificate } from './own-certificate.js';

type Received = { readonly path: string; readonly body: unknown };

/** The server of somebody who uses a Daraja client: keeps the callbacks it gets and answers each of them "Accepted". */
export class Shop {
  private readonly received: Received[] = [];
  private readonly server: Server;

  constructor(private readonly tls?: KeyAndCertificate) {
    const take = (request: IncomingMessage, response: ServerResponse) => void this.take(request, response);
    this.server = tls ? createHttpsServer(tls, take) : createHttpServer(take);
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  url(path: string): string {
    const { port } = this.server.address() as AddressInfo;
    return `${this.tls ? 'https' : 'http'}://127.0.0.1:${port}${path}`;
  }

  /** The bodies posted to a path so far, oldest first. */
  at(path: string): unknown[] {
    return this.received.filter((one) => one.path === path).map(({ body }) => body);
  }

  /** Resolves with the first body posted to a path, as soon as there is one. */
  async hears<T = unknown>(path: string): Promise<T> {
    await eventually(() => this.at(path).length > 0);
    return this.at(path)[0] as T;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
    this.received.push({ path: request.url ?? '', body: JSON.parse(text) });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ResultCode: 0, ResultDesc: 'Accepted' }));
  }
}

/** A shop on 127.0.0.1 that is closed after the test; with a certificate it speaks https. */
export async function openShop(tls?: KeyAndCertificate): Promise<Shop> {
  const shop = new Shop(tls);
  await shop.listen();
  closeAfterTest(() => shop.close());
  return shop;
}
