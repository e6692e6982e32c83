/** The compiled gateway as a process of its own: started, limited, and given clients from the command line. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from 'daraja-simulator';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bareEnvironment } from '../../../test/support/bare-environment.js';
import { eventually } from '../../../test/support/eventually.js';
import { freePort } from '../../../test/support/free-port.js';
import { Http } from './support/http.js';
import { startMerchant } from './support/merchant.js';
import { ADMIN_KEY, tokenFor } from './support/test-gateway.js';

const DIST = join(import.meta.dirname, '../dist');
const LIMIT = 12;

const run = promisify(execFile);

describe('the compiled gateway', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  let sim: Simulator;
  let process_: ChildProcess;
  let http: Http;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    sim = await startSimulator();
    const port = await freePort();
    env = {
      ...bareEnvironment(),
      GATEWAY_PORT: String(port),
      GATEWAY_RATE_PER_MINUTE: String(LIMIT),
      GATEWAY_ADMIN_KEY: ADMIN_KEY,
      GATEWAY_ALLOW_PRIVATE_ADDRESSES: 'true',
      MPESA_BASE_URL: sim.url,
      MPESA_DATABASE_URL: join(folder, 'gateway.sqlite'),
    };
    process_ = spawn(process.execPath, [join(DIST, 'main.js')], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    http = new Http(`http://127.0.0.1:${port}`);
    await eventually(async () => (await http.get('/health')).status === 200);
  });
  afterAll(async () => {
    const gone = new Promise((resolve) => process_.once('close', resolve));
    process_.kill('SIGTERM');
    await gone;
    await sim.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function client(...args: string[]): Promise<Map<string, string>> {
    const { stdout } = await run(process.execPath, [join(DIST, 'client-cli.js'), ...args], {
      cwd: folder,
      env,
    });
    const lines = stdout.trim().split('\n');
    return new Map(
      lines.map((line) => [line.slice(0, 16).trim(), line.slice(16).split('  ')[0]?.trim() ?? '']),
    );
  }

  it('takes clients from the command line while it runs, with prefix and callback', async () => {
    const merchant = await startMerchant();
    const made = await client('create', '--name', 'Kiosk', '--prefix', 'ft', '--callback', merchant.url);
    expect(Object.fromEntries(made)).toEqual({
      'client id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'client secret': expect.stringMatching(/^[\w-]{43}$/),
      prefix: 'FT',
      callback: merchant.url,
      'signing secret': expect.stringMatching(/^whsec_/),
    });
    const token = await tokenFor(http, made.get('client id') ?? '', made.get('client secret') ?? '');
    expect((await http.as(token).get('/v1/me')).body).toMatchObject({ name: 'Kiosk' });
    await merchant.close();
  });

  it('says in one line which setting keeps it from starting', async () => {
    const started = run(process.execPath, [join(DIST, 'main.js')], {
      cwd: folder,
      env: { ...env, MPESA_ENVIRONMENT: 'prod' },
    });
    const stderr = 'MPESA_ENVIRONMENT=prod is refused: must be simulator or sandbox or production\n';
    await expect(started).rejects.toMatchObject({ code: 1, stderr });
  });

  it('tells how to use its command line', async () => {
    await expect(client('make')).rejects.toThrow('create --name NAME');
  });

  it('limits each client for itself, and neither callbacks nor who looks after its health', async () => {
    const made = await client('create', '--name', 'Busy');
    const other = await client('create', '--name', 'Calm');
    const [busy, calm] = await Promise.all(
      [made, other].map(async (map) => {
        return http.as(await tokenFor(http, map.get('client id') ?? '', map.get('client secret') ?? ''));
      }),
    );
    const statuses: number[] = [];
    // The call for its token was its first.
    for (let call = 1; call <= LIMIT; call += 1) statuses.push((await busy?.get('/v1/me'))?.status ?? 0);
    expect(statuses).toEqual([...Array<number>(LIMIT - 1).fill(200), 429]);
    const limited = await busy?.get('/v1/payments');
    expect(limited?.body).toMatchObject({ status: 429, code: 'too-many-requests' });
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await calm?.get('/v1/me'))?.status).toBe(200);
    const forged = `${busy?.token.split('.').slice(0, 2).join('.')}.AAAA`;
    expect((await http.as(forged).get('/v1/me')).status).toBe(401);
    for (let call = 0; call <= LIMIT; call += 1) {
      expect((await http.get('/health')).status).toBe(200);
      expect((await http.post('/callbacks/stk/nobody/none', {})).status).toBe(404);
    }
  });

  it('lets in who knows a secret from an address that has used up all its calls, and the admin', async () => {
    const made = await client('create', '--name', 'Neighbour');
    const [id, secret] = [made.get('client id') ?? '', made.get('client secret') ?? ''];
    const guess = (body: object) => http.post('/v1/token', { grant_type: 'client_credentials', ...body });
    const statuses: number[] = [];
    for (let call = 0; call <= LIMIT; call += 1) {
      statuses.push((await guess({ client_id: id, client_secret: 'a guess' })).status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect((await http.get('/v1/me')).status).toBe(429);
    const mine = http.as(await tokenFor(http, id, secret));
    expect((await mine.get('/v1/me')).status).toBe(200);
    // The admin's account is apart, and so are guesses at its key.
    expect((await http.as('a guess').get('/admin/clients')).status).toBe(401);
    expect((await http.as(ADMIN_KEY).get('/admin/clients')).status).toBe(200);
  });
});
