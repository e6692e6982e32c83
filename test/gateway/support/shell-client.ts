import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bareEnvironment } from '../../support/bare-environment.js';

const CLIENTS = join(import.meta.dirname, '../clients');
const LIMIT_MS = 60_000;

const run = promisify(execFile);

/** Runs `clients/<name>.sh`, a process of its own that knows nothing but this environment. What it printed, by the first word. */
export async function runShellClient(
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<Map<string, string[]>> {
  const { stdout } = await run('sh', [join(CLIENTS, `${name}.sh`)], {
    env: { ...bareEnvironment(), ...env },
    timeout: LIMIT_MS,
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.split(' ')[0] ?? '', line.split(' ').slice(1)]));
}
