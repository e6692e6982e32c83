import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bareEnvironment } from './bare-environment.js';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** A folder where a package was installed from its tarball, and nothing else of this repository is. */
export interface Installed {
  readonly folder: string;
  /** Runs a program there as an ES module. @returns what it printed */
  run(code: string): Promise<string>;
  remove(): void;
}

/**
 * Packs a library and installs that file as npm would: its own files, and what is bundled in it. What a registry has (the
 * dependencies, and the peers that a reader installs) is linked from here, so that no network is needed.
 *
 * @param library its folder in `libs/`
 * @param name of the package
 */
export async function installOnly(library: string, name: string): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-tarball-'));
  const modules = join(folder, 'node_modules');
  const place = join(modules, name);
  mkdirSync(place, { recursive: true });
  const env = { ...process.env, MPESA_TEST_SKIP_BUILD: '1' };
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: join(ROOT, 'libs', library),
    env,
  });
  const tarball = stdout.trim().split('\n').at(-1) ?? '';
  await run('tar', ['xzf', join(folder, tarball), '-C', place, '--strip-components', '1']);
  linkRegistry(modules);
  return {
    folder,
    run: async (code) => {
      const { stdout: printed } = await run(process.execPath, ['--input-type=module', '-e', code], {
        cwd: folder,
        env: { ...bareEnvironment(), NO_COLOR: '1' },
      });
      return printed.trim();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Everything that was installed from a registry; what is a link to a workspace is ours. */
function linkRegistry(modules: string): void {
  const theirs = join(ROOT, 'node_modules');
  for (const entry of readdirSync(theirs, { withFileTypes: true })) {
    if (entry.isDirectory() && !entry.name.startsWith('.'))
      symlinkSync(join(theirs, entry.name), join(modules, entry.name), 'junction');
  }
}
