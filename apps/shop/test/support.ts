import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import Database from 'better-sqlite3';
import { startSimulator, type Simulator, type SimulatorOptions } from 'daraja-simulator';
import type { ConnectionLimits } from 'nestjs-mpesa';
import type { Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import {
  createTestDatabase,
  type TestDatabase,
  type TestDatabaseKind,
} from '../../../test/support/database.js';
import { createShop } from '../src/create-shop.js';
import { CLOCK, type Clock } from '../src/setup/clock.js';
import { ordersBeside, type ShopSettings } from '../src/setup/shop-settings.js';

/** A phone of the simulator's default world, with KES 50,000 on it. */
export const PHONE = '254708374149';
export const PAYBILL = '174379';
/** Opens the list of money that fits no order. */
export const LIST_KEY = 'a-key-of-these-tests';
export const UNASSIGNED = `/api/unassigned?key=${LIST_KEY}`;
export const SECRET = 'a secret of these tests';

/** What the shop answered over HTTP. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A shop with its Safaricom, over real sockets. */
export interface TestShop {
  readonly url: string;
  readonly sim: Simulator;
  /** Where the payments are, and where the orders are: the same, but on SQLite. */
  readonly database: TestDatabase;
  readonly orders: Pick<TestDatabase, 'kind' | 'storage' | 'query'>;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The shop's own; what it tells a test may replace. */
  readonly clock: Clock;
  /** The HTTP server itself. */
  readonly server: Server;
  /** Opens a stream of server-sent events; `until` resolves with the first datum that `wanted` accepts. */
  events(path: string): Promise<EventStream>;
  close(): Promise<void>;
}

export async function startTestShop(
  kind: TestDatabaseKind = 'sqlite',
  over: Partial<ShopSettings> = {},
  world: SimulatorOptions = {},
  connections: Partial<ConnectionLimits> = {},
): Promise<TestShop> {
  const [sim, database, port] = await Promise.all([
    startSimulator(world),
    createTestDatabase(kind),
    freePort(),
  ]);
  const settings = { ...settingsFor(port, sim, database), ...over };
  const app = await createShop(settings, ['error', 'fatal'], connections).catch(async (error: unknown) => {
    await Promise.all([sim.close(), database.drop()]);
    throw error;
  });
  await app.listen(port, '127.0.0.1');
  await sim.waitFor(() => sim.shortcode(PAYBILL).registration);
  const { baseUrl: url } = settings.mpesa.callbacks;
  const orders = ordersOf(database);
  const server = app.getHttpServer() as Server;
  const clock = app.get<Clock>(CLOCK, { strict: false });
  return {
    url,
    sim,
    database,
    orders,
    clock,
    server,
    ...client(url),
    close: () => close(app, sim, database),
  };
}

function settingsFor(port: number, sim: Simulator, { storage }: TestDatabase): ShopSettings {
  return {
    host: '127.0.0.1',
    trustedProxies: [],
    port,
    environment: 'simulator',
    simulatorUrl: sim.url,
    listKey: LIST_KEY,
    mpesa: {
      environment: { baseUrl: sim.url },
      consumerKey: 'sandbox-key',
      consumerSecret: 'sandbox-secret',
      shortcode: PAYBILL,
      passkey: 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
      callbacks: {
        baseUrl: `http://127.0.0.1:${port}`,
        secret: SECRET,
        sourceAddresses: { mode: 'off' },
      },
      storage,
    },
    orders: ordersBeside(storage),
  };
}

/** The shop's own tables, read beside it. */
function ordersOf(database: TestDatabase): TestShop['orders'] {
  const storage = ordersBeside(database.storage);
  if (storage.type !== 'better-sqlite3') return database;
  const query = async (sql: string): Promise<unknown[]> => {
    const file = new Database(storage.database, { readonly: true });
    try {
      return file.prepare(sql).all();
    } finally {
      file.close();
    }
  };
  return { kind: 'sqlite', storage, query };
}

async function close(app: NestFastifyApplication, sim: Simulator, database: TestDatabase): Promise<void> {
  await app.close();
  await sim.close();
  await database.drop();
}

function client(url: string): Pick<TestShop, 'get' | 'post' | 'events'> {
  return {
    get: async (path) => answer(await fetch(url + path)),
    post: async (path, body, headers = {}) =>
      answer(
        await fetch(url + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    events: async (path) => EventStream.open(url + path),
  };
}

async function answer(response: Response): Promise<Answer> {
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Reads `data:` lines as they come. */
export class EventStream {
  readonly seen: Record<string, unknown>[] = [];

  private constructor(
    readonly status: number,
    private readonly lines: AsyncGenerator<string>,
    private readonly abort: AbortController,
  ) {}

  static async open(url: string): Promise<EventStream> {
    const abort = new AbortController();
    const response = await fetch(url, { signal: abort.signal });
    return new EventStream(response.status, linesOf(response), abort);
  }

  /** Reads on until a datum is `wanted`; fails when the stream ends before. */
  async until(wanted: (data: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    for (;;) {
      const { value: line, done } = await this.lines.next();
      if (done) throw new Error(`the stream ended after ${JSON.stringify(this.seen)}`);
      if (!line.startsWith('data:')) continue;
      const data = JSON.parse(line.slice(5)) as Record<string, unknown>;
      this.seen.push(data);
      if (wanted(data)) return data;
    }
  }

  /** True when the server ended the stream and nothing more came. */
  async ended(): Promise<boolean> {
    for (;;) {
      const { value: line, done } = await this.lines.next();
      if (done) return true;
      if (line.startsWith('data:')) return false;
    }
  }

  close(): void {
    this.abort.abort();
  }
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
