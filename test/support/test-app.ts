import { createHmac } from 'node:crypto';
import type { INestApplication, LoggerService, ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { Simulator } from 'daraja-simulator';
import {
  C2bService,
  EventsService,
  InboxService,
  MpesaModule,
  PaymentsService,
  StkPushService,
  type CallbackKind,
  type MpesaOptions,
  type MpesaStructure,
  type PaymentSucceeded,
} from 'nestjs-mpesa';
import {
  MPESA_CLOCK,
  MPESA_CONNECTION_WAIT_MS,
  mpesaWork,
  type Clock,
  type MpesaWork,
} from 'nestjs-mpesa/testing';
import type { TestDatabase, TestDatabaseKind } from './database.js';
import { freePort } from './free-port.js';
import { Bookkeeper, BOOKS, emptyBooks, type Books } from './host-books.js';
import { RecordingLogger } from './recording-logger.js';
import {
  closeAfterTest,
  closeTestApps,
  migratedDatabase,
  testDatabase,
  testSimulator,
} from './test-resources.js';

export { closeTestApps, testDatabase, testSimulator };

export const SECRET = 'a-secret-of-some-length';
const MOST_WAIT_MS = 240_000;
export const PASSKEY = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919';

/** A host application with the module in it, listening on 127.0.0.1, and the Safaricom it talks to. */
export type TestApp = {
  readonly app: INestApplication;
  readonly sim: Simulator;
  readonly database: TestDatabase;
  readonly baseUrl: string;
  readonly stk: StkPushService;
  readonly c2b: C2bService;
  readonly payments: PaymentsService;
  readonly inbox: InboxService;
  readonly events: EventsService;
  readonly work: MpesaWork;
  /** What the host's `payment.succeeded` handler was called with, on whichever instance. */
  readonly handled: readonly PaymentSucceeded[];
  /** The same for every event that the host keeps books of. */
  readonly books: Books;
  readonly log: RecordingLogger;
  /** POSTs to a path of this app or to a full URL: an object as JSON, a string or bytes as they are. */
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown }>;
  /** The URL that Safaricom would call, by the published recipe: `<kind>/<subject>/<token>`. */
  callbackUrl(kind: CallbackKind, subject: string): string;
  close(): Promise<void>;
};

type DeepPartial<T> = T extends readonly unknown[] | string | number | boolean
  ? T
  : { [K in keyof T]?: DeepPartial<T[K]> };
/** By name, or one that the test has made with settings of its own. */
export type HostAdapter = 'fastify' | 'express' | FastifyAdapter | ExpressAdapter;
/** Says in words which host a test needs; `start()` starts it. Fastify, SQLite and working jobs unless told. */
export function testApp(): TestAppBuilder {
  return new TestAppBuilder();
}

class TestAppBuilder {
  #database: TestDatabaseKind | TestDatabase = 'sqlite';
  #sim: Simulator | undefined;
  #adapter: HostAdapter = 'fastify';
  #basePath = '';
  #options: DeepPartial<MpesaOptions>[] = [];
  #structure: MpesaStructure = {};
  #providers: NonNullable<ModuleMetadata['providers']> = [];
  #imports: NonNullable<ModuleMetadata['imports']> = [];
  #overrides: ((module: TestingModuleBuilder) => TestingModuleBuilder)[] = [patient];
  #configure: ((app: INestApplication) => unknown)[] = [];
  #books = emptyBooks();
  #rawBody = true;
  #log = new RecordingLogger();

  on(database: TestDatabaseKind | TestDatabase): this {
    this.#database = database;
    return this;
  }

  withSimulator(sim: Simulator): this {
    this.#sim = sim;
    return this;
  }

  /** Another instance of the same host: same Safaricom, database, secret and books, a port of its own. */
  beside(other: TestApp): this {
    this.#books = other.books;
    return this.on(other.database).withSimulator(other.sim);
  }

  adapter(adapter: HostAdapter): this {
    this.#adapter = adapter;
    return this;
  }

  /** What stands behind the address in `callbacks.baseUrl`, such as `/api` for a host with that global prefix. */
  basePath(path: string): this {
    this.#basePath = path;
    return this;
  }

  /** Laid over the defaults, one level deep. */
  options(options: DeepPartial<MpesaOptions>): this {
    this.#options.push(options);
    return this;
  }

  structure(structure: MpesaStructure): this {
    this.#structure = { ...this.#structure, ...structure };
    return this;
  }

  /** `false`: nothing happens by itself, `work` does it by hand. */
  jobs(enabled: boolean): this {
    return this.options({ jobs: { enabled } });
  }

  clock(clock: Clock): this {
    return this.override(MPESA_CLOCK, clock);
  }

  override(token: symbol, value: unknown): this {
    this.#overrides.push((module) => module.overrideProvider(token).useValue(value));
    return this;
  }

  providers(providers: NonNullable<ModuleMetadata['providers']>): this {
    this.#providers.push(...providers);
    return this;
  }

  imports(imports: NonNullable<ModuleMetadata['imports']>): this {
    this.#imports.push(...imports);
    return this;
  }

  rawBody(rawBody: boolean): this {
    this.#rawBody = rawBody;
    return this;
  }

  /** Called before the app listens: prefixes, versioning, pipes. */
  configure(configure: (app: INestApplication) => unknown): this {
    this.#configure.push(configure);
    return this;
  }

  async start(): Promise<TestApp> {
    const sim = this.#sim ?? (await testSimulator());
    const database =
      typeof this.#database === 'string' ? await migratedDatabase(this.#database) : this.#database;
    const port = await freePort();
    const options = this.#laidOver(defaultOptions({ sim, database, port, basePath: this.#basePath }));
    const app = await this.#create(options);
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => (closing ??= app.close());
    closeAfterTest(close);
    for (const configure of this.#configure) await configure(app);
    await app.listen(port, '127.0.0.1');
    const handles = this.#handles(app, options);
    // Or the load of the test would keep the module from answering itself in time.
    await handles.work.probe();
    return { ...handles, sim, database, close };
  }

  #laidOver(defaults: MpesaOptions): MpesaOptions {
    return this.#options.reduce<MpesaOptions>(
      (options, over) => {
        const merged = Object.entries(over).map(([key, value]) => {
          const below = options[key as keyof MpesaOptions];
          return [key, isPlain(below) && isPlain(value) ? { ...below, ...value } : value];
        });
        return { ...options, ...Object.fromEntries(merged) } as MpesaOptions;
      },
      this.#structure.dataSource === undefined ? defaults : { ...defaults, storage: undefined },
    );
  }

  async #create(options: MpesaOptions): Promise<INestApplication> {
    const host = Test.createTestingModule({
      imports: [...this.#imports, MpesaModule.forRoot({ ...options, ...this.#structure })],
      providers: [{ provide: BOOKS, useValue: this.#books }, Bookkeeper, ...this.#providers],
    }).setLogger(this.#log as LoggerService);
    const module = await this.#overrides.reduce((builder, override) => override(builder), host).compile();
    return module.createNestApplication(adapterFrom(this.#adapter), {
      rawBody: this.#rawBody,
      logger: this.#log,
      forceCloseConnections: true,
    });
  }

  #handles(app: INestApplication, { callbacks }: MpesaOptions): Omit<TestApp, 'sim' | 'database' | 'close'> {
    const { baseUrl } = callbacks;
    const path = this.#structure.routes ? (this.#structure.routes.path ?? 'callbacks') : 'callbacks';
    return {
      app,
      baseUrl,
      stk: app.get(StkPushService),
      c2b: app.get(C2bService),
      payments: app.get(PaymentsService),
      inbox: app.get(InboxService),
      events: app.get(EventsService),
      work: mpesaWork(app),
      handled: this.#books.succeeded,
      books: this.#books,
      log: this.#log,
      post: (target, body, headers = {}) => post(new URL(target, `${baseUrl}/`).href, body, headers),
      callbackUrl: (kind, subject) =>
        `${baseUrl}/${path}/${kind}/${subject}/${callbackToken(kind, subject, callbacks.secret)}`,
    };
  }
}

/** A busy machine must not make a storm of requests look like a pool that nobody gives back. */
function patient(module: TestingModuleBuilder): TestingModuleBuilder {
  return module.overrideProvider(MPESA_CONNECTION_WAIT_MS).useValue(MOST_WAIT_MS);
}

function adapterFrom(adapter: HostAdapter): FastifyAdapter {
  if (typeof adapter !== 'string') return adapter as FastifyAdapter;
  return (adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter()) as FastifyAdapter;
}

/** A pay bill of the simulator's default world, called back on 127.0.0.1. */
export function defaultOptions(parts: {
  sim: Simulator;
  database: TestDatabase;
  port: number;
  /** Path behind the address, such as `/api`. */
  basePath?: string;
}): MpesaOptions {
  return {
    environment: { baseUrl: parts.sim.url },
    consumerKey: 'sandbox-key',
    consumerSecret: 'sandbox-secret',
    shortcode: '174379',
    passkey: PASSKEY,
    callbacks: {
      baseUrl: `http://127.0.0.1:${parts.port}${parts.basePath ?? ''}`,
      secret: SECRET,
      sourceAddresses: { mode: 'off' },
    },
    storage: parts.database.storage,
  };
}

function callbackToken(kind: string, subject: string, secret: string | readonly string[]): string {
  const newest = typeof secret === 'string' ? secret : (secret[0] ?? '');
  return createHmac('sha256', newest).update(`${kind}\n${subject}`).digest('hex').slice(0, 32);
}

async function post(
  url: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<{ status: number; body: unknown }> {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close', ...headers },
    body: raw ? (body as string) : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
