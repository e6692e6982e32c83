/** What the pages tell their reader to send to the simulator is sent, and the queries they show are run. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from 'daraja-simulator';
import { mpesaEntities, mpesaMigrations } from 'nestjs-mpesa/typeorm';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { blocksOf, readPage, readPages, ROOT, rowsOf, whereIs } from './support/pages.js';
import { curlsOf, perform } from './support/shell-commands.js';

const PHONE = '254708374149';

describe('the simulator', () => {
  let sim: Simulator;

  beforeAll(async () => {
    sim = await startSimulator();
  });
  afterAll(() => sim.close());

  it('takes every curl of the pages', async () => {
    const curls = readPages()
      .flatMap(curlsOf)
      .filter(({ url }) => url.port === '4010');
    expect(curls.length).toBeGreaterThan(4);
    for (const curl of curls) {
      if (curl.url.pathname.endsWith('/prompt')) await openPrompt(sim);
      const answer = await perform(curl, sim.url);
      const told = `${curl.method} ${curl.url.pathname}: ${answer.status} ${await answer.text()}`;
      expect(told).toMatch(/: 20[01] /);
    }
  });

  it('has the paths that its page tells, and no other', async () => {
    const told = rowsOf(readPage('docs/simulator.md'), 'The control surface')
      .map(([request]) => request ?? '')
      .filter((request) => /^(GET|POST|DELETE) \//.test(request));
    expect([...told, 'DELETE /sim/faults/:id'].sort()).toEqual(controlRoutes().sort());
  });
});

/** Every route below `/sim`, read from the decorators of its controllers. */
function controlRoutes(): string[] {
  const folder = join(ROOT, 'libs/daraja-simulator/src/control');
  const controllers = readdirSync(folder).filter((name) => name.endsWith('.controller.ts'));
  return controllers.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const base = /@Controller\('([^']*)'\)/.exec(text)?.[1] ?? '';
    return [...text.matchAll(/@(Get|Post|Delete|Sse)\((?:'([^']*)')?\)/g)].map(([, verb = '', path]) => {
      const method = verb === 'Sse' ? 'GET' : verb.toUpperCase();
      return `${method} /${[base, path].filter(Boolean).join('/')}`;
    });
  });
}

describe('the queries of the pages', () => {
  it('run on the tables that the migrations make', async () => {
    const source = new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      entities: mpesaEntities,
      migrations: mpesaMigrations,
      migrationsTransactionMode: 'none',
    });
    await source.initialize();
    await source.runMigrations();
    const queries = readPages()
      .flatMap(blocksOf)
      .filter(({ language }) => language === 'sql');
    expect(queries.length).toBeGreaterThan(2);
    for (const block of queries) {
      await source.query(block.text).catch((error: unknown) => {
        throw new Error(`${whereIs(block)}: ${String(error)}`);
      });
    }
    const tables = await source.query<{ name: string }[]>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'mpesa%'",
    );
    const told = rowsOf(readPage('docs/storage.md'), 'Storage').map(([name]) => name ?? '');
    expect(told.filter((name) => name.startsWith('mpesa_')).sort()).toEqual(
      tables.map(({ name }) => name).sort(),
    );
    await source.destroy();
  });
});

/** Puts a prompt on the phone, as an app would. */
async function openPrompt(sim: Simulator): Promise<void> {
  const token = await fetch(`${sim.url}/oauth/v1/generate?grant_type=client_credentials`, {
    headers: { authorization: `Basic ${Buffer.from('sandbox-key:sandbox-secret').toString('base64')}` },
  });
  const { access_token: bearer } = (await token.json()) as { access_token: string };
  const passkey = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919';
  const timestamp = eastAfricaTimestamp(sim.now());
  const push = await fetch(`${sim.url}/mpesa/stkpush/v1/processrequest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      BusinessShortCode: '174379',
      Password: Buffer.from(`174379${passkey}${timestamp}`).toString('base64'),
      Timestamp: timestamp,
      TransactionType: 'CustomerPayBillOnline',
      Amount: 1,
      PartyA: PHONE,
      PartyB: '174379',
      PhoneNumber: PHONE,
      CallBackURL: `${sim.url}/nobody/listens`,
      AccountReference: 'ORDER-17',
      TransactionDesc: 'docs',
    }),
  });
  if (!push.ok) throw new Error(`the push was refused: ${await push.text()}`);
}

function eastAfricaTimestamp(now: number): string {
  return new Date(now + 3 * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 14);
}
