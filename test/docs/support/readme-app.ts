import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import ts from 'typescript';
import { PATIENCE_MS } from '../../support/eventually.js';
import { bareEnvironment } from '../../support/bare-environment.js';
import { ROOT, type Block } from './pages.js';

/** The files of a page, running as the page says: compiled, and started by Node with the page's settings. */
export class ReadmeApp {
  /** All that it has printed. */
  output = '';

  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => (this.output += String(chunk)));
    }
  }

  /** @param settings replace those of the page, line by line */
  static async start(
    blocks: readonly Block[],
    settings: Readonly<Record<string, string>>,
  ): Promise<ReadmeApp> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const folder = layOut(blocks, { ...settings, MPESA_CALLBACK_BASE_URL: url });
    // Nothing of this process's own settings may help.
    const env = { ...bareEnvironment(), PORT: String(port), NO_COLOR: '1' };
    const child = spawn(process.execPath, ['--env-file=.env', 'main.js'], { cwd: folder, env });
    const app = new ReadmeApp(url, folder, child);
    await app.#until('listen', () => isOpen(port));
    return app;
  }

  /** Waits until it has printed something. */
  prints(words: RegExp): Promise<void> {
    return this.#until(`print ${words}`, async () => words.test(this.output));
  }

  async #until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!(await isTrue())) {
      if (performance.now() > deadline || this.child.exitCode !== null) {
        throw new Error(`it did not ${what}:\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it as a platform would. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGTERM');
      await once(this.child, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Writes the files where Node finds the packages that a reader would have installed. */
function layOut(blocks: readonly Block[], settings: Readonly<Record<string, string>>): string {
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'readme-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const { file, text } of blocks) {
    if (file === '.env') writeFileSync(join(folder, file), withSettings(text, settings));
    else if (file !== null) writeFileSync(join(folder, file.replace(/\.ts$/, '.js')), compile(text));
  }
  return folder;
}

function withSettings(text: string, settings: Readonly<Record<string, string>>): string {
  return text.replaceAll(/^(\w+)=.*$/gm, (line, name: string) =>
    settings[name] === undefined ? line : `${name}=${settings[name]}`,
  );
}

function compile(text: string): string {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  const compilerOptions = { ...options, noEmit: false, module: ts.ModuleKind.ES2022 };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}
