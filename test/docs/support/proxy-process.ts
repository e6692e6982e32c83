import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.js';
import { freePort } from '../../support/free-port.js';
import { bareEnvironment } from '../../support/bare-environment.js';

export const NGINX = '/usr/sbin/nginx';
export const CADDY = '/usr/bin/caddy';

/** Lines of a page for a proxy. Where they say 3000, the application is. */
export interface Lines {
  /** As the page has them. */
  readonly text: string;
  /** Of the application behind the proxy. */
  readonly upstream: number;
}

/** A real proxy on 127.0.0.1, with a folder of its own for all that it writes. */
export class ProxyProcess {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  /** The rest of the file is as Debian ships it, where a server that says nothing else logs everything. */
  static nginx(
    { text, upstream }: Lines,
    files: Readonly<Record<string, string>> = {},
  ): Promise<ProxyProcess> {
    return ProxyProcess.#start(NGINX, (folder, port) => {
      for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
      const listen = `listen 127.0.0.1:${port}${'own.pem' in files ? ' ssl' : ''};`;
      const own = 'own.pem' in files ? `ssl_certificate own.pem; ssl_certificate_key own.key;` : '';
      const lines = text
        .replace(/^server \{$/m, `server {\n${listen} ${own}\nlocation /elsewhere { return 200; }`)
        .replaceAll('127.0.0.1:3000', `127.0.0.1:${upstream}`)
        .replaceAll(/\/(?:var\/log|etc)\/nginx\//g, `${folder}/`);
      writeFileSync(
        join(folder, 'nginx.conf'),
        `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
        events {}
        http { access_log ${folder}/access.log; ${temporary(folder)}
        ${lines}
        }`,
      );
      return ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
    });
  }

  static caddy({ text, upstream }: Lines): Promise<ProxyProcess> {
    return ProxyProcess.#start(CADDY, (folder, port) => {
      const lines = text
        .replace(/^\{$/m, '{\n admin off\n auto_https off')
        .replace(/^pay\.example\.co\.ke \{$/m, `http://127.0.0.1:${port} {`)
        .replaceAll('127.0.0.1:3000', `127.0.0.1:${upstream}`);
      writeFileSync(join(folder, 'Caddyfile'), lines);
      return ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'];
    });
  }

  static async #start(
    program: string,
    configure: (folder: string, port: number) => readonly string[],
  ): Promise<ProxyProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'mpesa-proxy-'));
    const port = await freePort();
    const args = configure(folder, port);
    const env = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, ...bareEnvironment() };
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const proxy = new ProxyProcess(port, folder, child);
    let isGone = false;
    for (const end of ['exit', 'error'] as const) child.once(end, () => (isGone = true));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => writeFileSync(join(folder, 'said'), bytes, { flag: 'a' }));
    }
    const answers = async (): Promise<boolean> =>
      (await fetch(`http://127.0.0.1:${port}/elsewhere`).catch(() => null)) !== null;
    await eventually(async () => isGone || (await answers()));
    if (!isGone) return proxy;
    const why = proxy.#read().join('\n');
    await proxy.close();
    throw new Error(`${program} does not run: ${why}`);
  }

  /** Ends it, and resolves with all that it has written, its own configuration aside. */
  async written(): Promise<string> {
    await this.#end();
    return this.#read().join('\n');
  }

  async close(): Promise<void> {
    await this.#end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #end(): Promise<void> {
    const { pid, exitCode, signalCode } = this.child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const ended = once(this.child, 'close');
    this.child.kill('SIGTERM');
    await ended;
  }

  #read(): string[] {
    if (!existsSync(this.folder)) return [];
    const files = readdirSync(this.folder, { recursive: true, withFileTypes: true });
    return files
      .filter((file) => file.isFile() && /^(?:said|.*\.log)$/.test(file.name))
      .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
  }
}

/** Folders that nginx would make where only root may. */
function temporary(folder: string): string {
  mkdirSync(join(folder, 'temporary'));
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return kinds.map((kind) => `${kind}_temp_path ${folder}/temporary/${kind};`).join(' ');
}
