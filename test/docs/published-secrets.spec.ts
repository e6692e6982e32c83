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
/** Safaricom's certificates, which Safaricom publishes. */
const CERTIFICATES = /safaricom-certificates\.(?:json|ts)$/;

/** The excuses themselves stand between quotes. */
const EXCUSED_HERE = 'test/docs/published-secrets.spec.ts';

/** What looks drawn, as a secret should be, and is something else: where it stands, and what it is. */
interface Excuse {
  /** One value, or the whole shape of what Safaricom or a tool calls things. */
  readonly value: string | RegExp;
  /** Nowhere else; each of a list must need it. */
  readonly files: readonly string[] | RegExp;
  readonly why: string;
}

const SPECS = /\.spec\.ts$|^test\/|^apps\/gateway\/test\//;
const MPESA = 'libs/mpesa/src';
const STK_PASSWORD =
  'MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJhZGExZWQyYzkxOTIwMjEwNjI4MDkyNDA4';
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTzI4wAAAABJRU5ErkJggg==';
const PHONE_DIGEST = '8556a495c390f3ba95d2bdf6d06436f2fd09f516531f0a7cd9591c60812fa46d';
const VITUMOB = 'apps/gateway/test/dialects';

const EXCUSES: readonly Excuse[] = [
  {
    value: /^[A-Z][A-Za-z]+\d{13}$/,
    files: /\/\d{13}-[\w-]+\.ts$|^CHANGELOG\.md$/,
    why: 'the name of a migration, as its file has it',
  },
  { value: /^ws_CO_(?:DMZ_\d+_)?\d{17,32}$/, files: /\.(?:ts|json|md)$/, why: 'a CheckoutRequestID' },
  { value: /^AG_\d{8}_[0-9a-f]{20}$/, files: /\.ts$/, why: 'a ConversationID' },
  {
    value: /^[0-9a-f]{4,8}(?:-[0-9a-f]{4}){2,3}-[0-9a-f]{12,24}$/,
    files: new RegExp(`${SPECS.source}|/testing/in-memory/|/ids/daraja-ids\\.ts$`),
    why: 'an id of a payment or of Safaricom, for tests',
  },
  { value: /^003-[a-z0-9-]+$/, files: ['test/contract/seed-bodies.spec.ts'], why: 'the name of a fixture' },
  {
    value: /^--innodb-buffer-pool-size=\d+M$/,
    files: ['scripts/bench.mjs', 'scripts/lib/mariadb-server.mjs'],
    why: 'a flag of a database',
  },
  {
    value: '174379x20261121101530',
    files: ['libs/daraja-simulator/test/stk-push.spec.ts'],
    why: 'what is no password, for a test',
  },
  {
    value: '/callbacks/c2b-confirmation/174379/',
    files: ['test/e2e/c2b/registration.spec.ts'],
    why: 'a path',
  },
  { value: 'c2b-confirmation/174379', files: ['test/e2e/door/tokens.spec.ts'], why: 'a part of a path' },
  {
    value: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    files: ['apps/gateway/src/deliveries/sending/standard-webhooks.spec.ts'],
    why: 'a message id of the Standard Webhooks specification',
  },
  {
    value: 'dbeiaDd3YnAA6QdTt29ASkDTLuDq',
    files: [`${VITUMOB}/fixtures/vitumob.json`, `${VITUMOB}/vitumob.spec.ts`],
    why: 'a token in a page of Vitumob’s, long expired',
  },
  {
    value: 'Nlqzi4hObdfLW8Tsaokng6fRtzb2',
    files: [`${VITUMOB}/fixtures/vitumob.json`],
    why: 'a token in a page of Vitumob’s, long expired',
  },
  {
    value: 'AG_2376487236_126732989KJ',
    files: [`${MPESA}/daraja/contracts/collection.contract.spec.ts`],
    why: 'an id in a page of Safaricom’s',
  },
  {
    value: 'c9SQxWWhmdVRlyh0zh8gZDTkubVF',
    files: [`${MPESA}/values/redact.spec.ts`],
    why: 'a token in a page of Safaricom’s, long expired',
  },
  {
    value: 'BJGFGOXv5aZnw90KkA4TDtu4Xdyf',
    files: ['test/contract/seed-bodies.spec.ts'],
    why: 'a token in a page of Safaricom’s, long expired',
  },
  { value: PIXEL, files: [`${MPESA}/operations/questions/dynamic-qr.service.spec.ts`], why: 'an image' },
  {
    value: 'F4LR2tXAg6HXWXWdS2liLfF1LiYugG0P9wIs_88LK-A',
    files: [`${MPESA}/inbox/callback-inbox.spec.ts`],
    why: 'a digest that a test compares with',
  },
  {
    value: STK_PASSWORD,
    files: [`${MPESA}/daraja/signing/credentials.spec.ts`, `${MPESA}/translation/stk-push.spec.ts`],
    why: 'what Safaricom’s page makes of its public passkey',
  },
  {
    value: PHONE_DIGEST,
    files: [`${MPESA}/translation/c2b.spec.ts`, `${MPESA}/values/payer-identity.spec.ts`],
    why: 'the digest of a phone number',
  },
  {
    value: /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/,
    files: [
      `${MPESA}/callbacks/callback-urls.spec.ts`,
      `${MPESA}/daraja/contracts/questions.contract.spec.ts`,
      `${MPESA}/daraja/signing/credentials.spec.ts`,
    ],
    why: 'what a test compares a digest with',
  },
];

function isExcused({ value, file }: Found, excuse: Excuse): boolean {
  const isIt = typeof excuse.value === 'string' ? excuse.value === value : excuse.value.test(value);
  return isIt && (excuse.files instanceof RegExp ? excuse.files.test(file) : excuse.files.includes(file));
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
    if (entry.isFile() && READ.test(entry.name)) yield path;
  }
}

/** Letters and digits mixed, as nobody names things. */
function looksDrawn(text: string): boolean {
  return /(?:\d[A-Za-z_+/-]*){3}/.test(text) && /[A-Za-z]/.test(text);
}

function quoted(): Found[] {
  return [...textFiles(ROOT)].flatMap((path) => {
    const file = relative(ROOT, path);
    if (NO_SETTINGS.test(file) || CERTIFICATES.test(file) || file === EXCUSED_HERE) return [];
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
    const isNew = (found: Found) => !EXCUSES.some((excuse) => isExcused(found, excuse));
    expect(strong.filter(isNew)).toEqual([]);
    // What is excused once is not excused for ever, nor everywhere.
    expect(EXCUSES.flatMap((excuse) => needless(excuse, strong))).toEqual([]);
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
