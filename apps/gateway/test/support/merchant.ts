import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a client's server was sent. */
export interface Received {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly raw: string;
  readonly body: Record<string, unknown>;
}

/** A client's server on 127.0.0.1: keeps what it is sent, and proves itself to pings. */
export interface Merchant {
  readonly url: string;
  readonly messages: readonly Received[];
  /** Answers 200 to everything, but with nothing in it. */
  deaf: boolean;
  /** What it answers to anything but a ping; null: 200 with nothing. */
  answer:
    | ((received: Received) => { status: number; body: unknown } | Promise<{ status: number; body: unknown }>)
    | null;
  forget(): void;
  close(): Promise<void>;
}

export async function startMerchant(): Promise<Merchant> {
  const messages: Received[] = [];
  const server = createServer((request, response) => {
    void read(request).then(async (received) => {
      messages.push(received);
      if (merchant.deaf) return response.end('{}');
      if (received.body['type'] === 'endpoint.ping') return response.end(received.raw);
      const { status, body } = (await merchant.answer?.(received)) ?? { status: 200, body: {} };
      response.statusCode = status;
      return response.end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const merchant: Merchant = {
    url: `http://127.0.0.1:${port}/mpesa`,
    messages,
    deaf: false,
    answer: null,
    forget: () => void messages.splice(0),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return merchant;
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks).toString();
  const headers = request.headers as Record<string, string>;
  return { path: request.url ?? '', headers, raw, body: JSON.parse(raw) as Record<string, unknown> };
}
