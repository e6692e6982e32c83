import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fromRoot } from './paths.mjs';

/**
 * Makes `npx` find the programs of a package of ours. npm links and marks them when it installs, but only those that are
 * there by then, and ours are built later.
 */
export function linkPrograms(folder) {
  if (process.platform === 'win32') return;
  const { bin = {} } = JSON.parse(readFileSync(fromRoot(folder, 'package.json'), 'utf8'));
  for (const [name, file] of Object.entries(bin)) {
    const program = fromRoot(folder, file);
    const link = fromRoot('node_modules/.bin', name);
    chmodSync(program, 0o755);
    // One that leads nowhere does not exist either, but is in the way.
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), program), link);
  }
}
