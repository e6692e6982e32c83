/**
 * The compiled gateway is killed again and again while customers pay by hand, and nobody's money is lost or told to another.
 * Most of its time goes into starting it again: a run of the whole suite has 16 kills. Fifty are asked for by themselves:
 * MPESA_TEST_KILLS=50 npm test -- apps/gateway/test/kills
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from 'daraja-simulator';
import { MPESA_CLOCK, mpesaWork, type Clock } from 'nestjs-mpesa/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment } from '../../../test/support/bare-environment.js';
import { bundled } from '../../../test/support/bundled.js';
import { createTestDatabase, testDatabases, type TestDatabase } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { freePort } from '../../../test/support/free-port.js';
import { ClientsService } from '../src/clients/clients.service.js';
import { createGateway } from '../src/create-gateway.js';
import { Dispatcher } from '../src/deliveries/dispatching/dispatcher.js';
import { EndpointRegistrations } from '../src/endpoints/endpoint-registrations.js';
import { GatewayModule } from '../src/gateway.module.js';
import { Prefixes } from '../src/routing/prefixes.js';
import { CLOCK } from '../src/setup/clock.js';
import type { GatewaySettings } from '../src/setup/gateway-settings.js';
import { startMerchant, type Merchant } from './support/merchant.js';
import { settingsFrom } from './support/settings-from.js';
import { PAYBILL } from './support/test-gateway.js';

const MAIN = join(import.meta.dirname, '../dist/main.js');
const CLIENTS = 20;
const PER_KILL = 40;
const KILLS = Number(process.env.MPESA_TEST_KILLS ?? 16);
/** What a SQLite file goes through is the promise; a server has its own crash recovery, and shows that nothing leans on the file. */
const KILLS_ON = { sqlite: KILLS, mariadb: Math.ceil(KILLS / 4) };
const AT_ONCE = 4;
/** Past every lease of a dead process, and past what Pull leaves to the callbacks. */
const LATER_MS = 4 * 60_000;

/** Two letters each, of which none begins another, or looks like it. */
const prefixOf = (client: number): string => `K${'ABCDEFGHJKMNPQRSTUVWXYZ'[client]}`;

describe.each(testDatabases())('a gateway on %s that is killed again and again', (kind) => {
  const kills = KILLS_ON[kind];
  const payments = kills * PER_KILL;
  /** Receipts by the client whose prefix was typed. */
  const paid = Array.from({ length: CLIENTS }, () => new Set<string>());
  let sim: Simulator;
  let database: TestDatabase;
  let merchants: Merchant[];
  let settings: GatewaySettings;
  let env: Record<string, string>;
  let running: ChildProcess | undefined;

  beforeAll(async () => {
    [sim, database] = [await startSimulator(), await createTestDatabase(kind)];
    const { storage } = database;
    for (const { msisdn } of sim.phones()) sim.setPhone(msisdn, { balanceCents: 100_000_000 });
    env = {
      GATEWAY_PORT: String(await freePort()),
      GATEWAY_ALLOW_PRIVATE_ADDRESSES: 'true',
      MPESA_BASE_URL: sim.url,
      MPESA_DATABASE_URL: 'url' in storage ? storage.url : storage.database,
    };
    settings = settingsFrom(env);
    merchants = await Promise.all(Array.from({ length: CLIENTS }, () => startMerchant()));
    await withGatewayInside(async (app) => {
      for (const [index, { url }] of merchants.entries()) {
        const { client } = await app.get(ClientsService).create({ name: `Client ${index}` });
        await app.get(Prefixes).register({ clientId: client.id, prefix: prefixOf(index) });
        await app.get(EndpointRegistrations).register(client.id, { url, format: 'v1' });
      }
      await eventually(() => sim.shortcode(PAYBILL).registration);
    });
  }, 60_000);
  afterAll(async () => {
    // A test that ran out of time has left it behind.
    running?.kill('SIGKILL');
    await Promise.all(merchants.map((merchant) => merchant.close()));
    await sim.close();
    await database.drop();
  });

  /** The same gateway, on the same tables, in this process. */
  async function withGatewayInside(
    work: (app: Awaited<ReturnType<typeof createGateway>>) => Promise<void>,
  ): Promise<void> {
    const app = await createGateway(GatewayModule.with(settings), {
      ...settings,
      logger: ['error', 'fatal'],
    });
    await app.listen(settings.port, '127.0.0.1');
    await work(app);
    await app.close();
  }

  async function startProcess(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [await bundled(MAIN)], {
      // Not where a developer's .env lies.
      cwd: tmpdir(),
      env: { ...bareEnvironment(), ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    running = child;
    await eventually(async () => (await fetch(`http://127.0.0.1:${settings.port}/health`)).ok);
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async function customerPays(number: number): Promise<void> {
    const client = number % CLIENTS;
    const phones = sim.phones();
    const { msisdn } = phones[number % phones.length] ?? { msisdn: '' };
    const account = `${prefixOf(client).toLowerCase()}-${number}`;
    const { accepted, receipt } = await sim.pay(msisdn, {
      shortcode: PAYBILL,
      account,
      amount: 1 + (number % 9),
    });
    if (!accepted || receipt === undefined) throw new Error(`payment ${number} was refused`);
    paid[client]?.add(receipt);
  }

  it('tells every client of every payment to its prefix, and of no other', async () => {
    const numbers = Array.from({ length: payments }, (_, index) => index);
    for (let round = 0; round < kills; round += 1) {
      const child = await startProcess();
      const mine = numbers.slice(round * PER_KILL, (round + 1) * PER_KILL);
      // Somewhere in the middle of it, each time elsewhere.
      const last = mine[Math.floor(((round % 10) / 10) * PER_KILL)];
      let killed: Promise<void> | undefined;
      const lane = async (): Promise<void> => {
        for (let number = mine.shift(); number !== undefined; number = mine.shift()) {
          if (number === last) killed = kill(child);
          await customerPays(number);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      await killed;
    }
    await withGatewayInside(async (app) => {
      const restore = [app.get<Clock>(MPESA_CLOCK, { strict: false }), app.get<Clock>(CLOCK)].map(moveAhead);
      await mpesaWork(app).all();
      await mpesaWork(app).gapFill();
      await mpesaWork(app).all();
      await app.get(Dispatcher).idle();
      await eventually(() => merchants.every((_, client) => missingAt(client).length === 0));
      for (const undo of restore) undo();
    });
    for (const client of merchants.keys()) {
      expect([client, missingAt(client), strangersAt(client)]).toEqual([client, [], []]);
      expect(paid[client]?.size).toBe(payments / CLIENTS);
    }
  }, 600_000);

  function toldTo(client: number): string[] {
    const messages = merchants[client]?.messages ?? [];
    return messages
      .filter(({ body }) => body['type'] === 'payment.succeeded')
      .map(({ body }) => String((body['data'] as { receipt: string }).receipt));
  }

  function missingAt(client: number): string[] {
    const told = new Set(toldTo(client));
    return [...(paid[client] ?? [])].filter((receipt) => !told.has(receipt));
  }

  function strangersAt(client: number): string[] {
    return toldTo(client).filter((receipt) => !paid[client]?.has(receipt));
  }
});

function moveAhead(clock: Clock): () => void {
  const { now } = clock;
  clock.now = () => now() + LATER_MS;
  return () => void (clock.now = now);
}
