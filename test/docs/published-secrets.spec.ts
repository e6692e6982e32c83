/** What stands in this repository is known to everybody, so none of it may sign a callback URL. */
import { describe, expect, it } from '@jest/globals';
import { secretProblem } from 'nestjs-mpesa';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './support/pages.js';

interface Found {
  readonly value: string;
  readonly file: string;
}

const SKIPPED = new Set(['node_modules', 'dist', '.git', 'data']);
const READ = /(?:\.(?:md|ts|mts|mjs|cjs|js|json|yml|yaml|env|html|http)|\.env\.example)$/;
/** Hashes of packages, and bodies as Safaricom sends them. */
const NO_SETTINGS = /^(?:package-lock\.json|test\/fixtures\/)/;

/** A value given to something that is called a secret, a key or a password. */
const ASSIGNED =
  /(?:secret|passkey|password|passphrase|admin_?key|consumer_?key|api_?key)s?\w{0,20}['"]?\s?[=:]\s?\[?['"`]?([^\s'"`,\]}]{16,200}|['"`][^'"`]{16,200})/gi;

/** One word between quotes, whatever it is the value of. */
const QUOTED = /['"`]([\w+/=-]{16,200})['"`]/g;
/** What the wire and the database call things: ids of ours and of Safaricom, migrations, paths of files. */
const NAMES =
  /^[0-9a-f]{4,8}-[0-9a-f]{4}-|^(?:ws_CO|AG)_|^[A-Z][A-Za-z]+\d{13}$|^\.?[a-z@][\w-]*\/[\w/-]+$|^\d+x\d+$|^--|^\d{3}-[a-z]|^\/[\w/-]+$/;
/** Safaricom's certificates, which Safaricom publishes. */
const CERTIFICATES = /safaricom-certificates\.(?:json|ts)$/;

/** Looks drawn, as a secret should be, and is something else. */
const NO_SECRETS: Readonly<Record<string, string>> = {
  msg_p5jXN8AQM9LWM0D4loKWxJek: 'a message id of the Standard Webhooks specification',
  dbeiaDd3YnAA6QdTt29ASkDTLuDq: 'a token in a page of Vitumob’s, long expired',
  Nlqzi4hObdfLW8Tsaokng6fRtzb2: 'a token in a page of Vitumob’s, long expired',
  AG_2376487236_126732989KJ: 'an id in a page of Safaricom’s',
  c9SQxWWhmdVRlyh0zh8gZDTkubVF: 'a token in a page of Safaricom’s, long expired',
  BJGFGOXv5aZnw90KkA4TDtu4Xdyf: 'a token in a page of Safaricom’s, long expired',
  'R0lGODlhAQABAAAAACw=': 'an image',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTzI4wAAAABJRU5ErkJggg==': 'an image',
  'F4LR2tXAg6HXWXWdS2liLfF1LiYugG0P9wIs_88LK-A': 'a digest that a test compares with',
  MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJhZGExZWQyYzkxOTIwMjEwNjI4MDkyNDA4:
    'what Safaricom’s page makes of its public passkey',
};
/** What a test compares a digest with. */
const isDigest = ({ value, file }: Found): boolean =>
  file.endsWith('.spec.ts') && /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/.test(value);

/** Calls and patterns, which are no values. */
const CODE = /[(){}]|^\//;

function* textFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* textFiles(path);
    if (entry.isFile() && READ.test(entry.name)) yield path;
  }
}

/** Letters and digits mixed, as nobody names things. */
function looksDrawn(text: string): boolean {
  return /(?:\d[A-Za-z_+/-]*){3}/.test(text) && /[A-Za-z]/.test(text) && !NAMES.test(text);
}

function quoted(): Found[] {
  return [...textFiles(ROOT)].flatMap((path) => {
    const file = relative(ROOT, path);
    if (NO_SETTINGS.test(file) || CERTIFICATES.test(file)) return [];
    const values = [...readFileSync(path, 'utf8').matchAll(QUOTED)].map(([, value = '']) => value);
    return values.filter(looksDrawn).map((value) => ({ value, file }));
  });
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
    expect(strong.filter(({ value, file }) => !(value in NO_SECRETS) && !isDigest({ value, file }))).toEqual(
      [],
    );
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
