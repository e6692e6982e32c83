import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSimulator, type Simulator, type SimulatorOptions } from 'daraja-simulator';
import { Http } from '../../../apps/gateway/test/support/http.js';
import { eventually } from '../../support/eventually.js';
import { freePort } from '../../support/free-port.js';
import { closeAfterTest } from '../../support/test-resources.js';

const ROOT = join(import.meta.dirname, '../../..');
const DIST = join(ROOT, 'apps/gateway/dist');
const START_MS = 30_000;

export const ADMIN_KEY = 'the-admin-key-of-these-tests-long-enough';

const run = promisify(execFile);

/** The compiled gateway, a process of its own, with its Safaricom in this one. */
export interface BuiltGateway {
  readonly url: string;
  readonly sim: Simulator;
  /** What it has printed so far. */
  output(): string;
  /** `npm run gateway:client -- create …`: what it printed, by the words before it. */
  createClient(...options: string[]): Promise<Map<string, string>>;
  /** With a token for all that the client may do. */
  http(client: ReadonlyMap<string, string>): Promise<Http>;
  close(): Promise<void>;
}

/** One that ends after the test. */
export async function builtGateway(...how: Parameters<typeof startBuiltGateway>): Promise<BuiltGateway> {
  const gateway = await startBuiltGateway(...how);
  closeAfterTest(() => gateway.close());
  return gateway;
}

/** Starts it on a new SQLite file. */
export async function startBuiltGateway(
  env: Readonly<Record<string, string>> = {},
  simulation: SimulatorOptions = {},
): Promise<BuiltGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'built-gateway-'));
  const [sim, port] = await Promise.all([startSimulator(simulation), freePort()]);
  const told = {
    PATH: process.env['PATH'],
    GATEWAY_PORT: String(port),
    GATEWAY_ADMIN_KEY: ADMIN_KEY,
    GATEWAY_ALLOW_PRIVATE_ADDRESSES: 'true',
    MPESA_BASE_URL: sim.url,
    MPESA_DATABASE_URL: join(folder, 'gateway.sqlite'),
    ...env,
  };
  const child = spawn(process.execPath, [join(DIST, 'main.js')], {
    cwd: folder,
    env: told,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  const ended = once(child, 'close');
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await sim.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${url}/health`)).ok, START_MS).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    url,
    sim,
    output: () => printed.join(''),
    createClient: (...options) => createClient({ folder, env: told }, options),
    http: (client) => withToken(new Http(url), client),
    close,
  };
}

async function withToken(http: Http, client: ReadonlyMap<string, string>): Promise<Http> {
  const { status, body } = await http.form('/v1/token', {
    grant_type: 'client_credentials',
    client_id: client.get('client id') ?? '',
    client_secret: client.get('client secret') ?? '',
  });
  if (status !== 200) throw new Error(`no token: ${JSON.stringify(body)}`);
  return http.as(String(body['access_token']));
}

async function createClient(
  { folder, env }: { folder: string; env: NodeJS.ProcessEnv },
  options: readonly string[],
): Promise<Map<string, string>> {
  const cli = join(DIST, 'client-cli.js');
  const { stdout } = await run(process.execPath, [cli, 'create', ...options], { cwd: folder, env });
  const lines = stdout.trim().split('\n');
  return new Map(
    lines.map((line) => [line.slice(0, 16).trim(), line.slice(16).split('  ')[0]?.trim() ?? '']),
  );
}
