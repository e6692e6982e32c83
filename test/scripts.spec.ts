/** What the commands promise about the machine they run on: sentences instead of stacks, and nothing left behind. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createConnection, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventually } from './support/eventually.js';

const ROOT = join(import.meta.dirname, '..');

describe('the private MariaDB of npm test', () => {
  it('is gone, with its folder, when the process that started it is killed', async () => {
    const owner = runScript(`
      import { findMariaDbBinary, startMariaDbServer } from './scripts/lib/mariadb-server.mjs';
      const binary = findMariaDbBinary();
      if (!binary) { console.log('none'); process.exit(0); }
      const { url, folder } = await startMariaDbServer(binary);
      console.log(JSON.stringify({ port: Number(new URL(url).port), folder }));
      setInterval(() => {}, 60_000);
    `);
    const said = await firstLine(owner);
    // Where the tests are pointed at a server in a container there may be no binary to start.
    if (said === 'none') return expect(process.env.MPESA_TEST_MYSQL_URL).toBeDefined();
    const { port, folder } = JSON.parse(said) as { port: number; folder: string };
    expect([await isOpen(port), existsSync(folder)]).toEqual([true, true]);

    owner.kill('SIGKILL');
    await eventually(async () => !(await isOpen(port)) && !existsSync(folder));
  });
});

describe('the programs of the packages', () => {
  it('are found by npx once they are built, whatever npm linked before', async () => {
    const script = runScript(`
      import { rmSync } from 'node:fs';
      import { linkPrograms } from './scripts/lib/programs.mjs';
      rmSync('node_modules/.bin/nestjs-mpesa', { force: true });
      linkPrograms('libs/mpesa');
    `);
    expect(await exitOf(script)).toBe(0);
    const npx = spawn('npx', ['--no', '--', 'nestjs-mpesa', 'credential', '--help'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [line, code] = await Promise.all([firstLine(npx), exitOf(npx)]);
    expect([line, code]).toEqual([expect.stringMatching(/^nestjs-mpesa credential /), 0]);
  });
});

describe('a command of a fresh clone', () => {
  const commands = readdirSync(join(ROOT, 'scripts')).filter((file) => file.endsWith('.mjs'));

  it.each(commands)(
    '%s starts before anything is installed: it imports nothing but Node and its own files',
    (file) => {
      const reached = new Set([join(ROOT, 'scripts', file)]);
      const packages: string[] = [];
      for (const path of reached) {
        for (const [, from = ''] of readFileSync(path, 'utf8').matchAll(
          /^(?:import|export)\b[^;]*?from '([^']+)'/gm,
        )) {
          if (from.startsWith('.')) reached.add(join(dirname(path), from));
          else if (!from.startsWith('node:')) packages.push(`${path} imports ${from}`);
        }
      }
      expect(packages).toEqual([]);
      expect(reached.size).toBeGreaterThan(1);
    },
  );
});

describe('what is installed', () => {
  const lock = {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  };
  it.each([
    [
      'as the lock file says',
      { 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } },
      [],
    ],
    ['in another version', { 'node_modules/a': { version: '1.0.1' } }, ['node_modules/a']],
    ['without a package', { 'node_modules/b': { version: '2.0.0' } }, ['node_modules/a']],
    [
      'an optional package of another version',
      { ...lock, 'node_modules/b': { version: '2.0.1' } },
      ['node_modules/b'],
    ],
    ['not to the end', undefined, ['node_modules/a']],
  ])('%s is installed again only when it lacks something', async (_, installed, lacking) => {
    const folder = mkdtempSync(join(tmpdir(), 'mpesa-install-'));
    try {
      writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: lock }));
      mkdirSync(join(folder, 'node_modules'));
      const hidden = join(folder, 'node_modules/.package-lock.json');
      if (installed) writeFileSync(hidden, JSON.stringify({ packages: installed }));
      const script = runScript(`
        import { notInstalled } from './scripts/lib/installed.mjs';
        console.log(JSON.stringify(notInstalled(${JSON.stringify(folder)})));
      `);
      expect(JSON.parse(await firstLine(script))).toEqual(lacking);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a clone in which something is missing', () => {
  const root = mkdtempSync(join(tmpdir(), 'mpesa-clone-'));
  const asked = (): string[] => readFileSync(join(root, 'asked'), 'utf8').trim().split('\n');
  afterAll(() => rmSync(root, { recursive: true }));

  /** The scripts in a folder of their own, and an npm that does as it is told, notes it, and ends with `code`. */
  function installWith(code: number): ChildProcess {
    cpSync(join(ROOT, 'scripts/lib'), join(root, 'scripts/lib'), { recursive: true });
    rmSync(join(root, 'node_modules'), { recursive: true, force: true });
    const packages = { 'node_modules/better-sqlite3': { version: '1.0.0' } };
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
    const npm = `#!${process.execPath}
      const fs = require('node:fs');
      const put = (path, text) => fs.writeFileSync('node_modules/' + path, text);
      fs.appendFileSync('asked', process.argv.slice(2).join(' ') + '\\n');
      fs.mkdirSync('node_modules/better-sqlite3', { recursive: true });
      put('better-sqlite3/index.js', 'module.exports = class { close() {} }');
      put('.package-lock.json', fs.readFileSync('package-lock.json'));
      process.exit(${code});`;
    mkdirSync(join(root, 'bin'), { recursive: true });
    writeFileSync(join(root, 'bin/npm'), npm, { mode: 0o755 });
    writeFileSync(join(root, 'asked'), '');
    const script = `
      import { runMain } from './scripts/lib/run.mjs';
      import { ensureInstalled } from './scripts/lib/ensure-installed.mjs';
      await runMain(async () => { await ensureInstalled(); await ensureInstalled(); });`;
    return runScript(script, { PATH: `${join(root, 'bin')}:${process.env.PATH}` }, root);
  }

  it('gets exactly what the lock file says, by one npm ci, and nothing once it is there', async () => {
    const script = installWith(0);
    const [output, code] = await Promise.all([allOutput(script), exitOf(script)]);
    expect([code, output]).toEqual([0, expect.stringContaining('npm ci')]);
    expect(asked()).toEqual([expect.stringMatching(/^ci --include=dev( --[a-z-]+(=[a-z]+)?)*$/)]);
  });

  it('is told in one sentence that npm ci failed, and nothing is tried instead of it', async () => {
    const script = installWith(7);
    const [output, code] = await Promise.all([allOutput(script), exitOf(script)]);
    expect([code, output]).toEqual([1, expect.stringMatching(/\nnpm ci failed \(exit code 7\)[^\n]*\n\n$/)]);
    expect(asked()).toHaveLength(1);
  });
});

describe('work that only one process does at a time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-alone-'));
  const lock = join(folder, 'a/lock');
  afterAll(() => rmSync(folder, { recursive: true }));
  const atWork = () =>
    runScript(`
      import { appendFileSync } from 'node:fs';
      import { setTimeout } from 'node:timers/promises';
      import { alone } from './scripts/lib/alone.mjs';
      const note = (word) => appendFileSync(${JSON.stringify(join(folder, 'notes'))}, word + '\\n');
      await alone(${JSON.stringify(lock)}, async () => { note('begins'); await setTimeout(50); note('ends'); }, () => console.log('waits'));
      console.log('done');
    `);

  it('is done by one after the other, and whoever waits says so once', async () => {
    const said = await Promise.all([atWork(), atWork(), atWork()].map(allOutput));
    const notes = readFileSync(join(folder, 'notes'), 'utf8').trim().split('\n');
    expect(notes).toEqual(['begins', 'ends', 'begins', 'ends', 'begins', 'ends']);
    for (const text of said) expect(['done', 'waits\ndone']).toContain(text.trim());
    expect(existsSync(lock)).toBe(false);
  });

  it('is done by the next when whoever was at it is dead', async () => {
    const dead = runScript('');
    await exitOf(dead);
    writeFileSync(lock, String(dead.pid));
    expect((await allOutput(atWork())).trim()).toBe('done');
  });
});

describe('npm start', () => {
  it.each([
    ['a port that is taken', async () => listen(), /Port \d+ is taken, so the shop cannot use it.*PORT=\d+/],
    ['a port that is none', async () => 'abc', /PORT must be a port number from 1 to 65535, but it is "abc"/],
  ])('answers %s with one sentence', async (_, choose, sentence) => {
    const chosen = await choose();
    const port = typeof chosen === 'string' ? chosen : String((chosen.address() as AddressInfo).port);
    const script = runScript(
      `
        import { runMain } from './scripts/lib/run.mjs';
        import { portFor } from './scripts/lib/settings.mjs';
        await runMain(async () => void (await portFor('the shop', 'PORT', 3000)));
      `,
      { PORT: port },
    );
    const [output, code] = await Promise.all([allOutput(script), exitOf(script)]);
    if (typeof chosen !== 'string') chosen.close();
    expect(output).toMatch(sentence);
    expect(output).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });

  it('names a port that is free when the next one is taken as well', async () => {
    const [one, next] = await neighbours();
    const script = runScript(
      `
        import { freePortAfter } from './scripts/lib/find-port.mjs';
        console.log(await freePortAfter(${portOf(one)}));
      `,
    );
    const named = Number(await firstLine(script));
    expect(named).toBeGreaterThan(portOf(next));
    one.close();
    next.close();
  });

  it('lets no second program at the SQLite file of a first, and names another file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mpesa-file-'));
    const file = join(folder, 'shop.sqlite');
    writeFileSync(file, '');
    const server = await listen();
    const start = (url: string, port: number, then = '') =>
      runScript(
        `
          import { runMain } from './scripts/lib/run.mjs';
          import { ownDatabase } from './scripts/lib/own-database.mjs';
          await runMain(async () => {
            await ownDatabase('the shop', { usual: 'data/mpesa.sqlite', port: ${port} });
            console.log('has it');
            ${then}
          });
        `,
        { MPESA_DATABASE_URL: url },
      );
    const first = start(
      file,
      portOf(server),
      'await new Promise((resolve) => setTimeout(resolve, 600_000));',
    );
    expect(await firstLine(first)).toBe('has it');
    const second = start(`file:${file}`, 3001);
    const [output, code] = await Promise.all([allOutput(second), exitOf(second)]);
    expect(output).toMatch(
      new RegExp(
        `shop\\.sqlite is in use by process ${first.pid}, which listens on port ${portOf(server)}, so the shop `,
      ),
    );
    expect(output).toMatch(/choose another file: MPESA_DATABASE_URL=\S*shop-2\.sqlite\n/);
    expect([output.includes('has it'), code]).toEqual([false, 1]);
    for (const other of [join(folder, 'shop-2.sqlite'), ':memory:', 'mysql://root@127.0.0.1:1/mpesa'])
      expect(await firstLine(start(other, 3001))).toBe('has it');
    // Killed, it leaves its note, which is nobody's.
    first.kill('SIGKILL');
    await exitOf(first);
    expect(readdirSync(folder)).toContain('shop.sqlite.in-use');
    expect(await firstLine(start(file, 3001))).toBe('has it');
    await eventually(() => !readdirSync(folder).includes('shop.sqlite.in-use'));
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('leaves no program behind when it is killed', async () => {
    const server = await listen();
    const port = portOf(server);
    server.close();
    const folder = mkdtempSync(join(tmpdir(), 'mpesa-leash-'));
    const file = join(folder, 'program.cjs');
    writeFileSync(
      file,
      `require('node:http').createServer((_, answer) => answer.end(String(process.pid))).listen(${port}, '127.0.0.1')`,
    );
    const script = runScript(`
      import { startService } from './scripts/lib/service.mjs';
      const { child } = await startService({ name: 'It', file: ${JSON.stringify(file)}, env: {}, health: 'http://127.0.0.1:${port}/' });
      console.log(child.pid);
    `);
    const pid = Number(await firstLine(script));
    expect(isAlive(pid)).toBe(true);
    script.kill('SIGKILL');
    await eventually(async () => !isAlive(pid));
    rmSync(folder, { recursive: true });
  });

  it('ends when npm is killed, also where a shell stands between them and lives on', async () => {
    const script = `
      import { exitCode, runMain, startNode } from './scripts/lib/run.mjs';
      await runMain(async () => {
        const child = startNode(['-e', 'console.log(process.pid, process.ppid); setInterval(() => {}, 60_000)']);
        return exitCode(child);
      });
    `;
    const folder = mkdtempSync(join(tmpdir(), 'mpesa-npm-'));
    const file = join(folder, 'script.mjs');
    writeFileSync(file, script.replaceAll("'./scripts", `'${ROOT}/scripts`));
    // As npm runs a script: by a shell, which has more to do afterwards and so stays.
    const npm = runScript(
      `
        import { spawn } from 'node:child_process';
        const env = { ...process.env, npm_lifecycle_event: 'start' };
        spawn('sh', ['-c', '"$0" "$1"; true', process.execPath, ${JSON.stringify(file)}], { stdio: 'inherit', env });
      `,
    );
    const pids = (await firstLine(npm)).split(' ').map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    npm.kill('SIGKILL');
    await eventually(() => !pids.some(isAlive));
    rmSync(folder, { recursive: true });
  });

  it('stops what it started when it is told to end', async () => {
    const script = runScript(`
      import { exitCode, runMain, startNode } from './scripts/lib/run.mjs';
      await runMain(async () => {
        const child = startNode(['-e', 'console.log(process.pid); setInterval(() => {}, 60_000)']);
        return exitCode(child);
      });
    `);
    const pid = Number(await firstLine(script));
    expect(isAlive(pid)).toBe(true);
    script.kill('SIGTERM');
    expect(await exitOf(script)).toBe(143);
    expect(isAlive(pid)).toBe(false);
  });
});

function runScript(code: string, env: Record<string, string> = {}, cwd = ROOT): ChildProcess {
  const args = ['--input-type=module', '-e', code];
  return spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function firstLine({ stdout, stderr }: ChildProcess): Promise<string> {
  let errors = '';
  stderr?.on('data', (chunk) => (errors += String(chunk)));
  let text = '';
  for await (const chunk of stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  throw new Error(`ended without a line: ${errors}`);
}

async function allOutput({ stdout, stderr }: ChildProcess): Promise<string> {
  let text = '';
  for (const stream of [stdout, stderr]) for await (const chunk of stream ?? []) text += String(chunk);
  return text;
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

/** Two that listen on ports next to each other. */
async function neighbours(): Promise<[Server, Server]> {
  for (;;) {
    const one = await listen();
    const next = await listen(portOf(one) + 1).catch(() => null);
    if (next !== null) return [one, next];
    one.close();
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function listen(port = 0): Promise<Server> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
