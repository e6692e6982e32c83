import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { isPortFree } from './find-port.mjs';
import { ROOT } from './paths.mjs';
import { Refusal } from './run.mjs';

/**
 * Makes sure that no other `npm start` or `npm run gateway` is at the SQLite file, and says so to the next one until this process
 * ends. Two would serve one file unseen, and each would ask its own simulator about the payments of both.
 *
 * @param program as a sentence calls it
 * @param usual the file without MPESA_DATABASE_URL
 * @param port where the program will listen: whoever has ended listens no more, also where his number has come to be another's
 */
export async function ownDatabase(program, { usual, port }) {
  const file = fileOf(process.env.MPESA_DATABASE_URL || usual);
  if (file === null) return;
  const note = `${file}.in-use`;
  const other = await holderOf(note);
  if (other !== null) {
    throw new Refusal(
      `${shown(file)} is in use by process ${other.pid}, which listens on port ${other.port}, so ${program} cannot use it ` +
        `as well. End that one, or choose another file: MPESA_DATABASE_URL=${shown(freeFile(file))}`,
    );
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(note, JSON.stringify({ pid: process.pid, port }));
  process.once('exit', () => rmSync(note, { force: true }));
}

/** As the library reads it; null for a server, and for what only this process has. */
function fileOf(text) {
  const path = text.replace(/^(?:file|sqlite):(?:\/\/)?/i, '');
  return path.includes('://') || path === ':memory:' ? null : resolve(ROOT, path);
}

/** As one would write it in `.env`. */
function shown(file) {
  const path = relative(ROOT, file);
  return path.startsWith('..') ? file : path;
}

function freeFile(file) {
  const [, name, end] = /^(.*?)(\.[^./\\]*)?$/.exec(file);
  for (let number = 2; ; number += 1) {
    const next = `${name}-${number}${end ?? ''}`;
    if (!existsSync(next)) return next;
  }
}

async function holderOf(note) {
  try {
    const { pid, port } = JSON.parse(readFileSync(note, 'utf8'));
    return pid !== process.pid && isAlive(pid) && !(await isPortFree(port)) ? { pid, port } : null;
  } catch {
    return null;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
