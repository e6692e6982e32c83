import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CALLBACK_RECEIVED } from '../../daraja/contracts/callback-received.js';
import type { RandomSource } from '../../values/random.js';
import { within } from '../../values/within.js';

const LARGEST_BODY = 1024 * 1024;

interface Wait {
  readonly look: () => void;
  readonly giveUp: () => void;
}

/** One URL that Safaricom is given, and what it posted there. */
export class CallbackBox {
  /** What a post is answered with. */
  reply: object = CALLBACK_RECEIVED;
  private readonly bodies: unknown[] = [];
  private readonly waits = new Set<Wait>();

  constructor(
    readonly url: string,
    private readonly waitMs: number,
  ) {}

  put(body: unknown): void {
    this.bodies.push(body);
    for (const { look } of this.waits) look();
  }

  /** Nothing more will come. */
  close(): void {
    for (const { giveUp } of this.waits) giveUp();
  }

  /** The first post that `read` can read, also one that came earlier; rejects when none comes in time. */
  first<T>(read: (body: unknown) => T | null): Promise<T> {
    const { promise, wait } = this.waitFor(read);
    const late = () => new Error(`no callback came within ${this.waitMs / 1_000} s`);
    return within(promise, this.waitMs, late).finally(() => this.waits.delete(wait));
  }

  private waitFor<T>(read: (body: unknown) => T | null): { promise: Promise<T>; wait: Wait } {
    let wait: Wait = { look: () => undefined, giveUp: () => undefined };
    const promise = new Promise<T>((resolve, reject) => {
      const look = (): void => {
        const found = this.bodies.map(read).find((value) => value !== null);
        if (found !== undefined && found !== null) resolve(found);
      };
      wait = { look, giveUp: () => reject(new Error('nobody listens any more')) };
    });
    this.waits.add(wait);
    wait.look();
    return { promise, wait };
  }
}

/** Takes callbacks on a local port. Only URLs that were handed out are answered. */
export class CallbackListener {
  private readonly boxes = new Map<string, CallbackBox>();
  private readonly server: Server;

  private constructor(
    private readonly settings: { readonly waitMs: number; readonly random: RandomSource },
    private baseUrl = '',
  ) {
    this.server = createServer((request, response) => void this.take(request, response));
  }

  /** Listens on `port` of this machine (0 takes a free one); what comes to `baseUrl` must arrive there. */
  static async open(
    { baseUrl, port }: { readonly baseUrl: string | null; readonly port: number },
    settings: { readonly waitMs: number; readonly random: RandomSource },
  ): Promise<CallbackListener> {
    const listener = new CallbackListener(settings);
    await new Promise<void>((resolve, reject) => {
      listener.server.once('error', reject);
      listener.server.listen(port, '127.0.0.1', resolve);
    });
    const local = (listener.server.address() as AddressInfo).port;
    listener.baseUrl = baseUrl ?? `http://127.0.0.1:${local}`;
    return listener;
  }

  /** A URL of its own for one purpose. */
  box(purpose: string): CallbackBox {
    const path = `/go-live/${purpose}/${this.settings.random.bytes(12).toString('hex')}`;
    const box = new CallbackBox(`${this.baseUrl}${path}`, this.settings.waitMs);
    this.boxes.set(path, box);
    return box;
  }

  async close(): Promise<void> {
    for (const box of this.boxes.values()) box.close();
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A tunnel may keep the path of the base URL or take it off.
    const path = /\/go-live\/[\w-]+\/[0-9a-f]+$/.exec(request.url ?? '')?.[0] ?? '';
    const box = this.boxes.get(path);
    const body = box && request.method === 'POST' ? await readJson(request) : undefined;
    if (!box || body === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(box.reply));
    box.put(body);
  }
}

/** Undefined for what is no JSON, is too large, or broke off. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_BODY) return undefined;
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
