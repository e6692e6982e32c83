import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startSimulator, type Simulator } from 'daraja-simulator';
import type { MpesaOptions } from 'nestjs-mpesa';
import type { TestDatabase, TestDatabaseKind } from '../../../../test/support/database.js';
import { freePort } from '../../../../test/support/free-port.js';
import { createMigratedDatabase } from '../../../../test/support/migrated-database.js';
import { ClientsService, type NewClient } from '../../src/clients/clients.service.js';
import { createGateway, type GatewayFrame } from '../../src/create-gateway.js';
import { GatewayModule } from '../../src/gateway.module.js';
import { NO_DIALECTS, type DialectSettings } from '../../src/setup/dialect-settings.js';
import { gatewayBeside, type GatewaySettings } from '../../src/setup/gateway-settings.js';
import { Http } from './http.js';

export const PAYBILL = '174379';
/** A phone of the simulator's default world, with KES 50,000 on it. */
export const PHONE = '254708374149';
export const ADMIN_KEY = 'the-admin-key-of-these-tests-long-enough';

/** A client of the gateway, with a token for everything it may do. */
export interface TestClient {
  readonly id: string;
  readonly secret: string;
  readonly http: Http;
}

/** A gateway with its Safaricom, over real sockets. */
export interface TestGateway {
  readonly url: string;
  readonly sim: Simulator;
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  readonly settings: GatewaySettings;
  /** Without any credentials. */
  readonly http: Http;
  /** With the admin key. */
  readonly admin: Http;
  client(about?: Partial<NewClient>): Promise<TestClient>;
  close(): Promise<void>;
}

export interface TestGatewayOptions {
  readonly database?: TestDatabaseKind;
  readonly settings?: Partial<Omit<GatewaySettings, 'dialects'>> & {
    /** What is not named is off. */
    readonly dialects?: Partial<DialectSettings>;
  };
  readonly mpesa?: (sim: Simulator, usual: MpesaOptions) => Partial<MpesaOptions>;
  readonly logger?: GatewayFrame['logger'];
  readonly connections?: GatewayFrame['connections'];
}

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const [sim, database, port] = await Promise.all([
    startSimulator(),
    createMigratedDatabase(options.database ?? 'sqlite'),
    freePort(),
  ]);
  const usual = settingsFor({ port, sim, database });
  const mpesa = { ...usual.mpesa, ...options.mpesa?.(sim, usual.mpesa) };
  const dialects = { ...NO_DIALECTS, ...options.settings?.dialects };
  const settings: GatewaySettings = { ...usual, mpesa, ...options.settings, dialects };
  const app = await createGateway(GatewayModule.with(settings), {
    ...settings,
    logger: options.logger ?? ['error', 'fatal'],
    connections: options.connections,
  }).catch(async (error: unknown) => {
    await Promise.all([sim.close(), database.drop()]);
    throw error;
  });
  await app.listen(port, '127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  const http = new Http(url);
  return {
    url,
    sim,
    app,
    database,
    settings,
    http,
    admin: http.as(ADMIN_KEY),
    client: (about = {}) => newClient(app, http, about),
    close: async () => {
      await app.close();
      await sim.close();
      await database.drop();
    },
  };
}

async function newClient(
  app: NestFastifyApplication,
  http: Http,
  about: Partial<NewClient>,
): Promise<TestClient> {
  const { client, secret } = await app.get(ClientsService).create({ name: 'Duka Ltd', ...about });
  return { id: client.id, secret, http: http.as(await tokenFor(http, client.id, secret)) };
}

/** A token as any client gets one. */
export async function tokenFor(http: Http, id: string, secret: string): Promise<string> {
  const { status, body } = await http.form('/v1/token', {
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
  });
  if (status !== 200) throw new Error(`no token: ${JSON.stringify(body)}`);
  return String(body['access_token']);
}

function settingsFor(parts: { port: number; sim: Simulator; database: TestDatabase }): GatewaySettings {
  const { port, sim, database } = parts;
  return {
    host: '127.0.0.1',
    hosts: [],
    trustedProxies: [],
    port,
    environment: 'simulator',
    simulatorUrl: sim.url,
    mpesa: {
      environment: { baseUrl: sim.url },
      consumerKey: 'sandbox-key',
      consumerSecret: 'sandbox-secret',
      shortcode: PAYBILL,
      passkey: 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
      callbacks: {
        baseUrl: `http://127.0.0.1:${port}`,
        secret: 'a secret of these tests',
        sourceAddresses: { mode: 'off' },
      },
      storage: database.storage,
    },
    storage: gatewayBeside(database.storage),
    secrets: ['the first secret of these tests, long enough'],
    adminKey: ADMIN_KEY,
    ratePerMinute: 600,
    // Wider than anybody's: the specs about a limit set it.
    limits: { endpoints: 1_000, promptsPerMinute: 10_000, unfinishedPrompts: 5, streams: 1_000 },
    prefixes: { leastLength: 2, perClient: 1_000, reserved: [], delayMs: 0 },
    nominatedPhone: '254722000000',
    unknownAccount: 'accept',
    allowPrivateAddresses: true,
    dialects: NO_DIALECTS,
  };
}
