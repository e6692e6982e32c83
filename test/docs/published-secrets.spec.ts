/** What stands in this repository is known to everybody, so none of it may sign a callback URL. */
import { describe, expect, it } from '@jest/globals';
import { secretProblem } from 'nestjs-mpesa';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './support/pages.js';

interface Found {
  readonly value: string;
  readonly file: string;
}

const SKIPPED = new Set(['node_modules', 'dist', '.git']);
const READ =
  /(?:\.(?:md|ts|mts|mjs|cjs|js|json|yml|yaml|env|html|http|sh|txt|csv|c|h|css|svg)|\.env\.example|\.ci\/run)$/;
/** Hashes of packages. */
const NO_SETTINGS = /^package-lock\.json/;

/** A value given to something that is called a secret, a key or a password. */
const ASSIGNED =
  /(?:secret|passkey|password|passphrase|admin_?key|consumer_?key|api_?key)s?\w{0,20}['"]?\s?[=:]\s?\[?['"`]?([^\s'"`,\]}]{16,200}|['"`][^'"`]{16,200})/gi;

/** One word between quotes, whatever it is the value of. */
const QUOTED = /['"`]([\w+/=-]{16,200})['"`]/g;
/** Whatever stands around them: a UUID, a digest or an id in hex, and base64. */
const DRAWN = [
  /(?<![\da-f])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\da-f])/gi,
  /(?<!\w)[\da-f]{24,200}(?!\w)/gi,
  /(?<![\w+/])[A-Za-z\d+/]{22,200}={0,2}(?![\w+/=])/g,
];
/** Safaricom's certificates, which Safaricom publishes. */
const CERTIFICATES = /safaricom-certificates\.(?:json|ts)$/;

/** What looks drawn, as a secret should be, and is something else: where it stands, and what it is. Single values are refused instead. */
interface Excuse {
  /** The whole shape of what Safaricom or a tool calls things. */
  readonly value: RegExp;
  /** Nowhere else; each of a list must need it. */
  readonly files: readonly string[] | RegExp;
  readonly why: string;
}

const EXCUSES: readonly Excuse[] = [
  { value: /^003-[a-z0-9-]+$/, files: ['test/contract/seed-bodies.spec.ts'], why: 'the name of a fixture' },
];

function isExcused({ value, file }: Found, excuse: Excuse): boolean {
  return (
    excuse.value.test(value) &&
    (excuse.files instanceof RegExp ? excuse.files.test(file) : excuse.files.includes(file))
  );
}

/** Where an excuse is not needed: the files that it names and that have nothing for it. */
function needless(excuse: Excuse, strong: readonly Found[]): readonly string[] {
  const needed = strong.filter((found) => isExcused(found, excuse)).map(({ file }) => file);
  if (excuse.files instanceof RegExp) return needed.length > 0 ? [] : [excuse.why];
  return excuse.files.filter((file) => !needed.includes(file)).map((file) => `${excuse.why}: ${file}`);
}

/** Calls and patterns, which are no values. */
const CODE = /[(){}]|^\//;

function* textFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* textFiles(path);
    if (entry.isFile() && READ.test(path)) yield path;
  }
}

/** Letters and digits mixed, as nobody names things. */
function looksDrawn(text: string): boolean {
  return /(?:\d[A-Za-z_+/-]*){3}/.test(text) && /[A-Za-z]/.test(text);
}

function quoted(): Found[] {
  return [...textFiles(ROOT)].flatMap((path) => {
    const file = relative(ROOT, path);
    if (NO_SETTINGS.test(file) || CERTIFICATES.test(file)) return [];
    const values = [...readFileSync(path, 'utf8').matchAll(QUOTED)].map(([, value = '']) => value);
    return values.filter(looksDrawn).map((value) => ({ value, file }));
  });
}

function drawn(): Found[] {
  return [...textFiles(ROOT)].flatMap((path) => {
    const file = relative(ROOT, path);
    if (NO_SETTINGS.test(file) || CERTIFICATES.test(file)) return [];
    const text = readFileSync(path, 'utf8');
    const values = DRAWN.flatMap((form) => [...text.matchAll(form)].map(([value]) => value));
    return values.filter(isMixed).map((value) => ({ value, file }));
  });
}

/** A path and a name in camel case have few digits, or letters of one case. */
function isMixed(value: string): boolean {
  const isHex = /^[\da-f-]+$/i.test(value);
  return looksDrawn(value) && (isHex || (/[a-z]/.test(value) && /[A-Z]/.test(value)));
}

/** What stands in a row without a blank, a quote or a bracket, in whatever is kept here. */
const RUN = /[\w+/=-]{16,}/g;

/** What has to be long, and is no more than a name where it stands. */
const RUNS_EXCUSED: readonly RegExp[] = [
  /^\d\d-b2[bc]-hakikisha-[a-z-]+$/,
  /^003-[a-z0-9-]+$/,
  /^swc\/core-win32-x64-msvc$/,
  /^factFromB2[bc]Result$/,
  /^(?:StkPushSenderDeps|watchForNpmsDeath)$/,
  // Parts of paths and of addresses, each of which says what it is.
  /^\/components\/schemas\/[A-Za-z]+$/,
  /^\/callbacks\/__proto__\/constructor\/toString$/,
  /^(?:ke\/callbacks\/c2b-[a-z]+\/600966\/token|4010\/(?:sim|mpesa)\/[a-z\d/]+)$/,
  /^\/?libs\/mpesa\/src\/[a-z\d/-]+$/,
  // `/%73im/…`, a path in another spelling.
  /^73im\/phones\/\d{12}\/pay$/,
];

function runs(): Found[] {
  const tracked = execFileSync('git', ['ls-files', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const files = tracked.split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file)));
  const kept = files.filter((file) => !NO_SETTINGS.test(file) && !CERTIFICATES.test(file));
  return kept.flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'latin1').matchAll(RUN)].map(([value]) => ({ value, file })),
  );
}

function published(): Found[] {
  return [...textFiles(ROOT)].flatMap((path) => {
    const file = relative(ROOT, path);
    if (NO_SETTINGS.test(file)) return [];
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.length < 2_000);
    return lines.flatMap((line) =>
      [...line.matchAll(ASSIGNED)].flatMap(([, value = '']) => {
        const bare = value.replace(/^['"`]/, '');
        return bare.length < 16 || CODE.test(bare) ? [] : [{ value: bare, file }];
      }),
    );
  });
}

/** An option of the module in a sample. A simulator's own key (`consumerSecret`) opens nothing. */
const WRITTEN_OUT = /\b(?:secrets?|passwords?|passphrase): ?\[?['"`][^'"`]+/g;

/** Also in a comment that says how it would be set. */
const SECRET_SETTING = /^#? ?(\w*(?:SECRET|PASSKEY|PASSWORD|CREDENTIAL|ADMIN_KEY)\w*)=(.*)$/gm;

describe('the secrets of this repository', () => {
  it('are found', () => {
    expect(published().length).toBeGreaterThan(10);
  });

  it('are no secrets', () => {
    expect(published().filter(({ value }) => secretProblem(value) === null)).toEqual([]);
  });

  it('are no secrets either where nothing calls them so: whatever looks drawn, between quotes, is refused or explained', () => {
    const words = quoted();
    expect(words.length).toBeGreaterThan(30);
    const strong = words.filter(({ value }) => secretProblem(value) === null);
    const isNew = (found: Found) => !EXCUSES.some((excuse) => isExcused(found, excuse));
    expect(strong.filter(isNew)).toEqual([]);
    // What is excused once is not excused for ever, nor everywhere.
    expect(EXCUSES.flatMap((excuse) => needless(excuse, strong))).toEqual([]);
  });

  it('are no secrets wherever they stand: no UUID, digest or base64 that is printed here is taken', () => {
    const values = drawn();
    expect(values.filter(({ value }) => /^[\da-f-]{36}$/.test(value)).length).toBeGreaterThan(30);
    const taken = values.filter(({ value }) => secretProblem(value) === null);
    expect(taken).toEqual([]);
  });

  it('are no secrets whatever they look like: no run of sixteen characters in any file that is kept here is taken', () => {
    const files = new Map(runs().map(({ value, file }) => [value, file]));
    expect(files.size).toBeGreaterThan(4_000);
    const taken = [...files].filter(([value]) => secretProblem(value) === null);
    const isExplained = (value: string) => RUNS_EXCUSED.some((excuse) => excuse.test(value));
    expect(taken.filter(([value]) => !isExplained(value))).toEqual([]);
    for (const excuse of RUNS_EXCUSED)
      expect([excuse, taken.some(([value]) => excuse.test(value))]).toEqual([excuse, true]);
  });

  it('stand in no sample of the documents either: what signs there, or signs in, comes from the environment', () => {
    const pages = [...textFiles(ROOT)].filter(
      (path) => path.endsWith('.md') && !path.endsWith('CHANGELOG.md'),
    );
    const told = pages.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(WRITTEN_OUT)].map(
        ([line]) => `${relative(ROOT, path)}: ${line}`,
      ),
    );
    expect(pages.length).toBeGreaterThan(20);
    expect(told).toEqual([]);
    expect("secret: 'sixteen-characters-or-more'").toMatch(WRITTEN_OUT);
  });

  it('stand in no .env.example: secrets, passkeys and passwords are empty there', () => {
    const examples = [...textFiles(ROOT)].filter((path) => path.endsWith('.env.example'));
    expect(examples.map((path) => relative(ROOT, path))).toEqual(['.env.example']);
    const lines = examples.flatMap((path) => readFileSync(path, 'utf8').split('\n'));
    const told = lines.flatMap((line) =>
      [...line.matchAll(SECRET_SETTING)].map(([, name, value]) => [name, value]),
    );
    expect(told.length).toBeGreaterThan(5);
    expect(told.filter(([, value]) => value !== '')).toEqual([]);
  });
});
