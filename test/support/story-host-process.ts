import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Simulator } from 'daraja-simulator';
import type { C2bService, MpesaOptions, PaymentsService, StkPushService } from 'nestjs-mpesa';
import { bundled } from './bundled.js';
import type { TestDatabase } from './database.js';
import { freePort } from './free-port.js';
import { defaultOptions } from './test-app.js';
import { closeAfterTest } from './test-resources.js';

/** What the handler of a host process wrote into its diary; the diary survives the process. */
export type DiaryLine = {
  /** A handler began and ended, a request arrived and was answered or broken off, or the log warned of something or told of an error. */
  readonly line: 'begun' | 'done' | 'arrived' | 'answered' | 'broken' | 'warned' | 'failed';
  /** What the log said. */
  readonly text: string;
  readonly paymentId: string;
  readonly amountCents: number;
  readonly attempt: number;
};

export type HostProcessSetup = {
  readonly sim: Simulator;
  readonly database: TestDatabase;
  /** Default: a free one. Give that of a dead process to take its place. */
  readonly port?: number;
  readonly options?: Partial<MpesaOptions>;
  /** How long the handler takes; null: for ever. */
  readonly handlerMs?: number | null;
  /** How much later it is for the library than for the machine. */
  readonly clockAheadMs?: number;
  readonly env?: Record<string, string>;
};

type Services = { stk: StkPushService; c2b: C2bService; payments: PaymentsService };
type Reply = { id?: number; listening?: true; result?: unknown; error?: string };

const HOST_APP = fileURLToPath(new URL('../e2e/crash/host-app.mjs', import.meta.url));
/** Starts the compiled library in a host of its own; resolves when it listens. It is killed after the test at the latest. */
export async function startHostProcess(setup: HostProcessSetup): Promise<HostProcess> {
  const port = setup.port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-host-'));
  const told = {
    port,
    options: { ...defaultOptions({ ...setup, port }), ...setup.options },
    diary: join(folder, 'diary.jsonl'),
    handlerMs: setup.handlerMs === undefined ? 0 : setup.handlerMs,
    clockAheadMs: setup.clockAheadMs ?? 0,
  };
  const child = fork(await bundled(HOST_APP), {
    env: { ...process.env, ...setup.env, HOST_APP: JSON.stringify(told) },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const host = new HostProcess(child, { port, folder, diary: told.diary });
  closeAfterTest(() => host.deadLetter());
  await host.listening;
  return host;
}

export class HostProcess {
  readonly port: number;
  readonly listening: Promise<void>;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #calls = 0;

  constructor(
    private readonly child: ChildProcess,
    private readonly place: { port: number; folder: string; diary: string },
  ) {
    this.port = place.port;
    this.ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string | null);
    this.listening = new Promise((resolve, reject) => {
      child.on('message', (reply: Reply) => {
        if (reply.listening) resolve();
        else this.#waiting.get(reply.id ?? 0)?.(reply);
      });
      void this.ended.then((how) =>
        reject(new Error(`the host process ended with ${how} before it listened`)),
      );
    });
  }

  /** Calls a public service of the host: `host.call('stk', 'request', { … })`. */
  call<Name extends keyof Services, Method extends keyof Services[Name]>(
    service: Name,
    method: Method,
    ...args: Services[Name][Method] extends (...args: infer Args) => unknown ? Args : never
  ): Promise<Services[Name][Method] extends (...args: never[]) => Promise<infer Result> ? Result : never> {
    const id = (this.#calls += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ error, result }) => {
        this.#waiting.delete(id);
        if (error === undefined) resolve(result as never);
        else reject(new Error(error));
      });
      void this.ended.then(() => reject(new Error('the host process is gone')));
      this.child.send({ id, service, method, args });
    });
  }

  diary(line?: DiaryLine['line']): DiaryLine[] {
    const text = existsSync(this.place.diary) ? readFileSync(this.place.diary, 'utf8') : '';
    const lines = text.split('\n').filter((row) => row !== '');
    return lines
      .map((row) => JSON.parse(row) as DiaryLine)
      .filter((entry) => line === undefined || entry.line === line);
  }

  /** SIGKILL: no last words. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Killed, and its diary burnt. */
  async deadLetter(): Promise<void> {
    await this.kill();
    rmSync(this.place.folder, { recursive: true, force: true });
  }

  /** SIGTERM, and how it ended. */
  terminate(): Promise<number | string | null> {
    this.child.kill('SIGTERM');
    return this.ended;
  }
}
