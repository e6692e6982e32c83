import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment } from '../../../../test/support/bare-environment.js';

/** The built command, as `npx nestjs-mpesa` runs it. */
const BIN = join(import.meta.dirname, '../../dist/cli/main.js');

/** What a finished command left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Variables beside `PATH`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Piped in; nothing unless told. */
  readonly input?: string;
  /** Hears of stderr as it comes. */
  readonly onStderr?: (text: string) => void;
}

/** Runs the command to its end. Of the variables of this process it sees only `PATH`. */
export async function runBin(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = startBin(process.execPath, [builtBin(), ...args], options.env);
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
    options.onStderr?.(text);
  });
  child.stdin?.end(options.input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

/**
 * Runs the command in a real pseudo-terminal; once it shows `question`, `keys` are typed. What a person would see on the
 * screen comes back. Null where the machine has no `script` (util-linux).
 */
export async function runInTerminal(
  args: readonly string[],
  { question, keys }: { readonly question: string; readonly keys: string },
): Promise<{ code: number | null; screen: string } | null> {
  const program = ['/usr/bin/script', '/bin/script'].find((path) => existsSync(path));
  if (!program) return null;
  const words = [process.execPath, builtBin(), ...args].map((word) => `'${word}'`).join(' ');
  const child = startBin(program, ['-qefc', words, '/dev/null']);
  let screen = '';
  let typed = false;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    if (typed || !screen.includes(question)) return;
    typed = true;
    child.stdin?.write(keys);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, screen };
}

/** A folder for the files of one test; `remove` takes it away. */
export function workFolder(): { at: (name: string) => string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-cli-'));
  return { at: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function builtBin(): string {
  if (!existsSync(BIN)) throw new Error(`${BIN} is not there: npm run build`);
  return BIN;
}

function startBin(program: string, args: readonly string[], env: object = {}): ChildProcess {
  return spawn(program, args, { env: { ...bareEnvironment(), ...env }, stdio: 'pipe' });
}
