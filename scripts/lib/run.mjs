import { spawn } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { ROOT } from './paths.mjs';

const children = new Set();
let interrupted;

/** Starts this Node on a script. The child is stopped when we are. */
export function startNode(args, options = {}) {
  return start(process.execPath, args, options);
}

/** Starts a program in the root folder with our terminal. The child is stopped when we are. */
export function start(command, args, { env = {}, cwd = ROOT, stdio = 'inherit' } = {}) {
  // On Windows npm is a script for the shell, not a program.
  const shell = process.platform === 'win32' && command === 'npm';
  const child = spawn(command, args, { cwd, stdio, shell, env: { ...process.env, ...env } });
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

/** Resolves with the exit code of a started child; a signal counts as 128 + its number, as in a shell. */
export function exitCode(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** Runs a script with this Node to its end and resolves with the exit code. */
export const runNode = (args, options) => exitCode(startNode(args, options));

/** Runs a program to its end and resolves with the exit code. */
export const run = (command, args, options) => exitCode(start(command, args, options));

/** Runs this Node to its end without showing its output, which is returned for later: all of it in one text. */
export async function captureNode(args, options) {
  const child = startNode(args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return { code: await exitCode(child), output };
}

/** Runs a program to its end and returns what it wrote: its output, and its errors apart from it. */
export async function capture(command, args, options) {
  const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { output: '', errors: '' };
  child.stdout.on('data', (chunk) => (written.output += chunk));
  child.stderr.on('data', (chunk) => (written.errors += chunk));
  return { code: await exitCode(child), ...written };
}

/** Asks a child to end, and insists after a while. Resolves when it is gone. */
export async function stop(child, graceMs = 10_000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await gone;
  clearTimeout(insist);
}

/** Stops every child that is still running. */
export async function stopAll() {
  await Promise.all([...children].map((child) => stop(child)));
}

/** True once Ctrl-C or a SIGTERM has arrived. */
export const wasInterrupted = () => interrupted !== undefined;

/**
 * Runs a script's `main` and ends the process with the exit code it resolves with. On Ctrl-C or SIGTERM the children
 * are told, `main` sees them end and runs its `finally` blocks; an error is printed as one sentence. For a server
 * (`endsByCtrlC`) that is the ordinary end and no failure.
 */
export async function runMain(main, { endsByCtrlC = false } = {}) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupt(signal));
  if (process.env.npm_lifecycle_event) watchForNpmsDeath();
  let code = 1;
  try {
    code = (await main()) ?? 0;
  } catch (error) {
    console.error(`\n${error instanceof Refusal ? error.message : (error?.stack ?? error)}\n`);
  }
  await stopAll();
  if (interrupted) code = endsByCtrlC ? 0 : 128 + constants.signals[interrupted];
  process.exit(code);
}

function interrupt(signal) {
  interrupted ??= signal;
  for (const child of children) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
}

/**
 * Nobody tells us when npm ends. A SIGTERM takes the shell between us along, and all we see is another parent; a SIGKILL leaves the
 * shell, which then has another parent itself.
 */
function watchForNpmsDeath() {
  const began = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === began) return;
    clearInterval(watch);
    interrupt('SIGTERM');
  }, 250);
  watch.unref();
}

/** Our parent, and the shell's where that is a shell that npm has started. */
function ancestors() {
  const parent = process.ppid;
  return `${parent} ${isShell(parent) ? parentOf(parent) : ''}`;
}

/** Where there is no /proc, no shell stays between us: the shells of macOS become the one program they start. */
function isShell(pid) {
  try {
    return readlinkSync(`/proc/${pid}/exe`) !== realpathSync(process.execPath);
  } catch {
    return false;
  }
}

function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in brackets, and may have any sign in it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  } catch {
    return '';
  }
}

/** Something the person at the keyboard can put right: shown without a stack. */
export class Refusal extends Error {}
