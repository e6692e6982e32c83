import { spawnSync } from 'node:child_process';
import { notInstalled } from './installed.mjs';
import { linkWorkspaces } from './links.mjs';
import { ROOT } from './paths.mjs';
import { Refusal, run } from './run.mjs';

const INSTALL = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];

/** Installs exactly what package-lock.json says, when something of it is missing. Quick when there is nothing to do. */
export async function ensureInstalled() {
  refuseOldNode();
  if (notInstalled(ROOT).length > 0) {
    console.log('Installing the dependencies (npm ci), which takes a minute or two ...');
    const code = await run('npm', INSTALL);
    if (code !== 0) throw new Refusal(`npm ci failed (exit code ${code}); its message is above.`);
  }
  linkWorkspaces();
  await ensureSqliteLoads();
}

/** The binding is compiled or downloaded by an install script, which npm 11 runs only for names in `allowScripts`. */
async function ensureSqliteLoads() {
  if (!sqliteProblem()) return;
  console.log('The SQLite binding does not load; building it again (npm rebuild better-sqlite3) ...');
  await run('npm', ['rebuild', 'better-sqlite3']);
  const problem = sqliteProblem();
  if (!problem) return;
  throw new Refusal(`better-sqlite3 has no binding for Node ${process.version} on this machine:
  ${problem}
Fix: 1. see that package.json says  "allowScripts": { "better-sqlite3": true }  and .npmrc does not say ignore-scripts;
     2. without a ready-made binding it is compiled: install a compiler and Python
        (Debian: apt-get install -y python3 make g++ · macOS: xcode-select --install);
     3. npm rebuild better-sqlite3 --foreground-scripts`);
}

/** Asked of another process: a binding that failed to load once is not looked at again by the same one. */
function sqliteProblem() {
  const code = `try { new (require('better-sqlite3'))(':memory:').close() } catch (e) { console.log(e.message); process.exit(1) }`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', code], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return status === 0 ? undefined : (stdout || stderr).trim();
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const fits = major > 20 || (major === 20 && minor >= 19);
  if (!fits)
    throw new Refusal(`Node 20.19 or newer is needed; this is ${process.version} (https://nodejs.org).`);
}
