import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { startSimulator, type Simulator, type SimulatorOptions } from 'daraja-simulator';
import { ClientCliModule } from '../../../apps/gateway/src/cli/client-cli.module.js';
import { runClientCommand, type ClientOptions } from '../../../apps/gateway/src/cli/client-commands.js';
import { Http } from '../../../apps/gateway/test/support/http.js';
import { settingsFrom } from '../../../apps/gateway/test/support/settings-from.js';
import { bareEnvironment } from '../../support/bare-environment.js';
import { bundled } from '../../support/bundled.js';
import { eventually } from '../../support/eventually.js';
import { freePort } from '../../support/free-port.js';
import { closeAfterTest } from '../../support/test-resources.js';

const ROOT = join(import.meta.dirname, '../../..');
const DIST = join(ROOT, 'apps/gateway/dist');

const ADMIN_KEY = 'the-admin-key-of-these-tests-long-enough';

export interface Client {
  readonly id: string;
  readonly secret: string;
}

type Environment = Readonly<Record<string, string>>;

/** The compiled gateway, a process of its own on a SQLite file, with its Safaricom in this process. */
export class BuiltGateway {
  readonly #folder = mkdtempSync(join(tmpdir(), 'built-gateway-'));
  readonly #printed: string[] = [];
  #ended: Promise<unknown> = Promise.resolve();
  #child: ChildProcess | undefined;

  private constructor(
    readonly sim: Simulator,
    private readonly port: number,
  ) {}

  /** Not started yet: an API may have to be told in its settings which client it is for. */
  static async prepare(simulation: SimulatorOptions = {}): Promise<BuiltGateway> {
    return new BuiltGateway(await startSimulator(simulation), await freePort());
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it has printed so far. */
  get output(): string {
    return this.#printed.join('');
  }

  async start(settings: Environment = {}): Promise<void> {
    const child = spawn(process.execPath, [await bundled(join(DIST, 'main.js'))], {
      cwd: this.#folder,
      env: { ...this.#env, ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#printed.push(text));
    this.#child = child;
    this.#ended = once(child, 'close');
    await eventually(async () => (await fetch(`${this.url}/health`)).ok);
  }

  /** What `npm run gateway:client -- create …` does, in this process: what it prints, by the words before it. */
  async createClient(options: Omit<ClientOptions, 'id'>): Promise<Client> {
    const lines = await this.#command('create', options);
    const told = (what: string): string =>
      new RegExp(`^${what} +(\\S+)`, 'm').exec(lines)?.[1] ?? `no ${what} was told`;
    return { id: told('client id'), secret: told('client secret') };
  }

  /** With a token for all that the client may do. */
  async http({ id, secret }: Client): Promise<Http> {
    const http = new Http(this.url);
    const { status, body } = await http.form('/v1/token', {
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
    });
    if (status !== 200) throw new Error(`no token: ${JSON.stringify(body)}`);
    return http.as(String(body['access_token']));
  }

  async close(): Promise<void> {
    this.#child?.kill('SIGTERM');
    await this.#ended;
    await this.sim.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #command(command: string, options: ClientOptions): Promise<string> {
    const module = ClientCliModule.with(settingsFrom(this.#env));
    const context = await NestFactory.createApplicationContext(module, { logger: ['error', 'fatal'] });
    try {
      return (await runClientCommand(context, command, options)).join('\n');
    } finally {
      await context.close();
    }
  }

  get #env(): Environment {
    return {
      ...bareEnvironment(),
      GATEWAY_PORT: String(this.port),
      GATEWAY_ADMIN_KEY: ADMIN_KEY,
      GATEWAY_ALLOW_PRIVATE_ADDRESSES: 'true',
      MPESA_BASE_URL: this.sim.url,
      MPESA_DATABASE_URL: join(this.#folder, 'gateway.sqlite'),
    };
  }
}

/** One that is not started yet, and ends after the test. */
export async function preparedGateway(simulation: SimulatorOptions = {}): Promise<BuiltGateway> {
  const gateway = await BuiltGateway.prepare(simulation);
  closeAfterTest(() => gateway.close());
  return gateway;
}
