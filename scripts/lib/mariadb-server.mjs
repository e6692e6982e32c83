import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findFreePort } from './find-port.mjs';
import { waitForMySql } from './mysql-ready.mjs';

const USER = 'mpesa_test';
const PASSWORD = 'mpesa_test';

/** Small buffers, but the durability a real server has: speed bought by losing commits would prove nothing. */
const SETTINGS = [
  '--bind-address=127.0.0.1',
  '--skip-networking=0',
  '--skip-name-resolve',
  '--max-connections=300',
  '--character-set-server=utf8mb4',
  '--innodb-buffer-pool-size=128M',
  '--innodb-log-buffer-size=8M',
  '--innodb-flush-log-at-trx-commit=1',
  '--performance-schema=OFF',
  '--skip-log-bin',
  '--loose-mysqlx=OFF',
];

/**
 * The server lives as long as our end of the guard's stdin: however we die, even by SIGKILL, the pipe closes, and the
 * guard kills the server and deletes its folder. In a process group of its own, so that Ctrl-C reaches us first.
 */
const GUARD = `
folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(cat <&3 >/dev/null 2>&1; kill -9 $server) 2>/dev/null &
watcher=$!
wait $server 2>/dev/null
kill $watcher 2>/dev/null
rm -rf "$folder"
`;

/** The path of `mariadbd` or `mysqld`, or undefined: on PATH, or where Debian puts it. */
export function findMariaDbBinary() {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/usr/libexec',
  ];
  for (const name of ['mariadbd', 'mysqld']) {
    const found = folders.map((folder) => join(folder || '.', name)).find(isExecutable);
    if (found) return found;
  }
  return undefined;
}

/** Starts a private server on a free 127.0.0.1 port and an empty folder. Resolves with its url and how to stop it. */
export async function startMariaDbServer(binary, extraSettings = []) {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-mariadb-'));
  try {
    initialise(binary, folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const port = await findFreePort();
  const server = launch(binary, folder, [`--port=${port}`, ...SETTINGS, ...extraSettings]);
  const url = `mysql://${USER}:${PASSWORD}@127.0.0.1:${port}/`;
  try {
    await Promise.race([waitForMySql(url, 90_000), server.diedEarly]);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, folder, from: `${binary} (private, port ${port})`, stop: server.stop };
}

function initialise(binary, folder) {
  const data = join(folder, 'data');
  const installer = binary.replace(/s?bin\/(mariadbd|mysqld)$/, 'bin/mariadb-install-db');
  const isMariaDb = /mariadb/i.test(spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout ?? '');
  const [command, args] = isMariaDb
    ? [isExecutable(installer) ? installer : 'mariadb-install-db', ['--skip-test-db']]
    : [binary, ['--initialize-insecure']];
  const all = ['--no-defaults', ...args, `--datadir=${data}`, ...asRoot()];
  const { status, error, stdout, stderr } = spawnSync(command, all, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${command} failed: ${error?.message ?? `${stdout}${stderr}`.slice(-2_000)}`);

  // An init file instead of root: its password and socket rules differ between MySQL, MariaDB and distributions.
  const grants = [
    `CREATE USER IF NOT EXISTS '${USER}'@'127.0.0.1' IDENTIFIED BY '${PASSWORD}';`,
    `GRANT ALL ON *.* TO '${USER}'@'127.0.0.1' WITH GRANT OPTION;`,
  ];
  writeFileSync(join(folder, 'grants.sql'), `${grants.join('\n')}\n`, { mode: 0o644 });
}

function launch(binary, folder, settings) {
  const own = [
    `--datadir=${join(folder, 'data')}`,
    `--socket=${join(folder, 'server.sock')}`,
    `--pid-file=${join(folder, 'server.pid')}`,
    `--init-file=${join(folder, 'grants.sql')}`,
    ...asRoot(),
  ];
  const args = ['-c', GUARD, 'guard', folder, binary, '--no-defaults', ...own, ...settings];
  const guard = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'pipe'] });
  let log = '';
  guard.stderr.on('data', (chunk) => (log = `${log}${chunk}`.slice(-4_000)));
  guard.stdin.on('error', () => {});
  const gone = new Promise((resolve) => guard.once('exit', resolve));
  const diedEarly = gone.then(() => Promise.reject(new Error(`${binary} ended at once:\n${log}`)));
  diedEarly.catch(() => {});
  const stop = async () => {
    guard.stdin.destroy();
    await gone;
  };
  return { stop, diedEarly };
}

/** The server refuses to run as root unless told by name. */
function asRoot() {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
