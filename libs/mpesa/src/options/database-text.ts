import { isAbsolute, resolve } from 'node:path';
import { MpesaOptionsError, type OptionProblem } from '../errors/mpesa-options.error.js';
import { textSurroundings } from '../values/text-surroundings.js';
import type { MpesaStorageOptions } from './mpesa-options.js';
import { showOption } from './option-problems.js';

type Fault = Pick<OptionProblem, 'rule' | 'fix'>;

const MEMORY = ':memory:';
const PATH_SCHEME = /^(?:file|sqlite):(?:\/\/)?/i;
const KNOWN = 'mysql://…, mariadb://…, or the path of a SQLite file';

/**
 * The storage that one text names, as an environment does: the URL of a server, or the path of a SQLite file, before which `file:`
 * or `sqlite:` may stand. With one of them a relative path is meant so, and is read from where the process was started.
 *
 * @param variable what held the text, for the error
 * @throws MpesaOptionsError for quotes and blanks around it, and for the URL of anything else: it would become the name of a file,
 * with the password in it
 */
export function storageFrom(text: string, variable: string): MpesaStorageOptions {
  const fault = asGiven(text) ?? otherUrl(text.replace(PATH_SCHEME, ''), ['mysql', 'mariadb']);
  if (fault) throw new MpesaOptionsError([shown(variable, text, fault)]);
  const [, scheme, rest] = /^(mysql|mariadb)(:\/\/.*)$/i.exec(text) ?? [];
  if (scheme !== undefined) {
    const type = scheme.toLowerCase() as 'mysql' | 'mariadb';
    return { type, url: `${type}${rest}` };
  }
  const path = text.replace(PATH_SCHEME, '');
  return { type: 'better-sqlite3', database: path === text || path === MEMORY ? path : resolve(path) };
}

/** What is wrong with the path of a SQLite file. */
export function pathProblem(option: string, path: string, production: boolean): OptionProblem | null {
  const fault = asGiven(path) ?? otherUrl(path, []) ?? (production ? relative(path) : null);
  return fault && shown(option, path, fault);
}

function asGiven(text: string): Fault | null {
  const rule = textSurroundings(text);
  return rule === null ? null : { rule, fix: 'take them away' };
}

function otherUrl(text: string, known: readonly string[]): Fault | null {
  const at = text.indexOf('://');
  const scheme = text.slice(0, at).toLowerCase();
  if (at < 0 || known.includes(scheme)) return null;
  return {
    rule: `is a URL of ${JSON.stringify(scheme.slice(0, 20))}, which is no database we know`,
    fix: KNOWN,
  };
}

/** A file that is somewhere else after the next start holds nothing. */
function relative(path: string): Fault | null {
  if (path === MEMORY || isAbsolute(path)) return null;
  const fix = 'an absolute path, or file:data/mpesa.sqlite in MPESA_DATABASE_URL when that is what you mean';
  return { rule: 'is a relative path, which in production depends on where the process is started', fix };
}

/** A URL may have a password in it. */
function shown(option: string, text: string, fault: Fault): OptionProblem {
  return { option, value: showOption(text.includes('://') ? 'url' : option, text), ...fault };
}
