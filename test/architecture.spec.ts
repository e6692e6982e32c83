/**
 * Who may import whom. Data flows one way through the library, and these tables are what keeps it so: a folder may
 * import only what its row lists, in types too.
 */
import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { DURABLE_FENCE } from './support/fences/durable.js';
import { GATEWAY_FENCE } from './support/fences/gateway.js';
import { SIMULATOR_FENCE } from './support/fences/simulator.js';
import { fenceBreaches, folderKnots, importCycles, type Fence } from './support/import-fence.js';
import {
  importsOf,
  readProductFiles,
  readSourceFiles,
  withoutComments,
  type SourceFile,
} from './support/source-files.js';
import { wireWordsIn, wireWordsOf } from './support/wire-words.js';

const ROOT = join(import.meta.dirname, '..');
const library = readProductFiles(join(ROOT, 'libs/mpesa/src'));
const durable = readProductFiles(join(ROOT, 'libs/typeorm-durable/src'));
const simulator = readProductFiles(join(ROOT, 'libs/daraja-simulator/src'));
const gateway = readProductFiles(join(ROOT, 'apps/gateway/src'));

const FENCE: Fence = {
  values: {
    folders: [],
    packages: ['node:async_hooks', 'node:crypto', 'node:net', 'ipaddr.js', 'libphonenumber-js'],
  },
  errors: { folders: ['values'], packages: [] },
  options: {
    folders: ['values', 'errors', 'daraja'],
    packages: [
      'node:fs',
      'node:path',
      '@nestjs/common',
      '@nestjs/config',
      'class-transformer',
      'class-validator',
      'cron',
      'reflect-metadata',
    ],
  },
  daraja: {
    folders: ['values', 'errors'],
    packages: [
      'node:crypto',
      'node:http',
      'node:https',
      'node:net',
      'node:stream',
      'axios',
      '@nestjs/axios',
      'rxjs',
      'node-forge',
      'typeorm-durable/sealing',
    ],
  },
  payments: { folders: ['values', 'errors'], packages: [] },
  inquiries: { folders: ['values', 'errors', 'payments'], packages: [] },
  // Another wire: the organisation portal's CSV export.
  statements: { folders: ['values', 'errors', 'daraja'], packages: ['csv-parse', 'node:stream'] },
  translation: {
    folders: ['values', 'errors', 'daraja', 'payments', 'inquiries', 'statements'],
    packages: [],
  },
  operations: {
    folders: [
      'values',
      'errors',
      'options',
      'daraja',
      'translation',
      'payments',
      'inquiries',
      'inbox',
      'outbox',
      'reconciliation',
      'statements',
    ],
    packages: ['@nestjs/common', 'node:crypto'],
    // The host's EntityManager is handed through, never called.
    typesOf: ['typeorm'],
  },
  inbox: {
    folders: ['values', 'errors', 'translation', 'payments', 'inquiries', 'daraja'],
    packages: ['@nestjs/common', 'node:crypto'],
  },
  outbox: {
    folders: ['values', 'errors', 'payments'],
    packages: ['@nestjs/common', '@nestjs/core', 'node:crypto', 'node:events'],
    // A handler is given the host's EntityManager; what it does with it is the host's affair.
    typesOf: ['typeorm'],
  },
  reconciliation: {
    folders: ['values', 'errors', 'options', 'daraja', 'translation', 'payments'],
    packages: ['@nestjs/common'],
  },
  storage: {
    folders: [
      'values',
      'errors',
      'payments',
      'inquiries',
      'inbox',
      'outbox',
      'daraja',
      'operations',
      'reconciliation',
    ],
    packages: ['@nestjs/common', '@nestjs/typeorm', 'typeorm', 'typeorm-durable', 'node:crypto'],
  },
  callbacks: {
    folders: ['values', 'errors', 'options', 'inbox', 'daraja', 'translation'],
    packages: ['@nestjs/common', '@nestjs/core', 'node:crypto', 'node:http', 'node:https', 'node:tls'],
  },
  jobs: {
    folders: ['values', 'options', 'payments', 'reconciliation', 'inbox', 'outbox', 'operations', 'daraja'],
    packages: ['@nestjs/common', '@nestjs/schedule', 'cron'],
  },
  // Programs for a terminal: a composition root of their own, without Nest's container and without storage.
  cli: {
    folders: ['values', 'errors', 'options', 'daraja'],
    packages: [
      'node:crypto',
      'node:fs',
      'node:http',
      'node:net',
      'node:path',
      'node:stream',
      'node:string_decoder',
      'node:util',
      '@nestjs/axios',
    ],
  },
  testing: { folders: 'all', packages: 'all' },
  // The composition root: no row above lists it, so nothing can lean on how the parts are put together.
  wiring: { folders: 'all', packages: 'all' },
  '': { folders: 'all', packages: 'all' },
};

/** Tests and measurements of the inner ports, which no user of the library sees: they reach for its sources. Nobody reaches for a dist. */
const INSIDE = [
  'test/bench/',
  'test/contract/',
  'test/schema.spec.ts',
  'test/support/',
  'libs/mpesa/test/',
  'libs/daraja-simulator/test/',
];

/** Which files may say these words; everywhere else the value is handed in. */
const RESERVED: ReadonlyArray<{ word: RegExp; only: string; instead: string }> = [
  { word: /\bprocess\s*\.\s*env\b/, only: 'options/mpesa.config.ts', instead: 'take an option' },
  { word: /\bDate\s*\.\s*now\s*\(/, only: 'values/clock.ts', instead: 'take a Clock' },
  { word: /\bnew\s+Date\s*\(\s*\)/, only: 'values/clock.ts', instead: 'take a Clock' },
  { word: /\bMath\s*\.\s*random\s*\(/, only: 'values/random.ts', instead: 'take a RandomSource' },
  { word: /\bconsole\s*\./, only: '', instead: "use Nest's Logger" },
];

/** Who may spell as Safaricom does: its two folders, the programs that test Daraja itself, and what plays Daraja in tests. */
const SPEAKS_DARAJA = /^(daraja|translation|cli|testing)\//;
const WIRE_WORDS = wireWordsOf(library.filter(({ path }) => path.startsWith('daraja/contracts/')));
/** A length of time that is written out. A migration keeps its own, for it never changes. */
const WRITTEN_OUT = /\b(?:60_000|3_600_000|86_400_000)\b|\b60 \* 60\b/;
const DURATIONS = /^(?:values\/duration\.ts|storage\/migrations\/|testing\/)/;

describe('the import fence of the library', () => {
  it('holds for every file', () => {
    expect(library.length).toBeGreaterThan(0);
    expect(fenceBreaches(library, FENCE)).toEqual([]);
  });

  it('leaves no two files importing each other', () => {
    expect(importCycles(library)).toEqual([]);
  });

  it('leaves no two folders importing each other, at any depth', () => {
    expect(folderKnots(library)).toEqual([]);
  });

  it('keeps the environment, the time of day, chance and the console to the files that own them', () => {
    expect(reservedWords(library)).toEqual([]);
  });

  it("keeps Safaricom's spelling to its client and to translation", () => {
    expect(WIRE_WORDS.size).toBeGreaterThan(80);
    const others = library.filter(({ path }) => !SPEAKS_DARAJA.test(path));
    expect(others.flatMap((file) => wireWordsIn(file, WIRE_WORDS))).toEqual([]);
  });

  it('has the minute, the hour and the day from one file', () => {
    const others = library.filter((file) => !DURATIONS.test(file.path));
    expect(others.filter((file) => WRITTEN_OUT.test(withoutComments(file))).map(({ path }) => path)).toEqual(
      [],
    );
  });
});

describe.each([
  ['storage package', durable, DURABLE_FENCE],
  ['simulator', simulator, SIMULATOR_FENCE],
  ['gateway', gateway, GATEWAY_FENCE],
])('the %s', (_, files, fence) => {
  it('has a fence of its own, which holds for every file', () => {
    expect(files.length).toBeGreaterThan(0);
    expect(fenceBreaches(files, fence)).toEqual([]);
  });

  it('leaves no two files, and no two folders at any depth, importing each other', () => {
    expect(importCycles(files)).toEqual([]);
    expect(folderKnots(files)).toEqual([]);
  });
});

describe('the storage package', () => {
  it('knows nothing of M-Pesa, not even by its name', () => {
    const words = /m-?pesa|daraja|safaricom|payment|shortcode/i;
    expect(durable.filter(({ text }) => words.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe('the simulator', () => {
  it('imports nothing of the library it is the test of', () => {
    const reaches = simulator.flatMap((file) =>
      importsOf(file).map(({ module }) => ({ file: file.path, module })),
    );
    const forbidden = reaches.filter(({ module }) =>
      /^nestjs-mpesa(\/|$)|libs\/mpesa|\.\.\/mpesa\//.test(module),
    );
    expect(forbidden).toEqual([]);
  });
});

describe('apps and tests', () => {
  const users = [
    'apps',
    'test',
    'libs/daraja-simulator/test',
    'libs/mpesa/test',
    'libs/typeorm-durable/test',
  ].flatMap((folder) =>
    readSourceFiles(join(ROOT, folder)).map((file) => ({ ...file, path: `${folder}/${file.path}` })),
  );

  it('import the libraries by the entries their package.json names, never by a path', () => {
    expect(users.flatMap(deepImports)).toEqual([]);
  });
});

describe('the fence itself', () => {
  const one = (path: string, text: string): SourceFile[] => [{ path, text }];

  it('tells of folders that import each other by way of a third, and of no folder with one of its own', () => {
    const files = [
      ...one('a/x.ts', "import { y } from '../b/c/y.js';"),
      ...one('b/c/y.ts', "import type { z } from '../d/z.js';\nimport { w } from '../w.js';"),
      ...one('b/w.ts', "import { y } from './c/y.js';"),
      ...one('b/d/z.ts', "import { x } from '../../a/x.js';"),
    ];
    expect(folderKnots(files)).toEqual(['a -> b/c -> b/d -> a']);
  });

  it.each([
    ['a plain import', `import { x } from '../storage/x.js';`],
    ['a type-only import', `import type { X } from '../storage/x.js';`],
    ['a side effect', `import '../storage/x.js';`],
    ['a re-export', `export * from '../storage/x.js';`],
    ['an import over several lines', `import {\n  a,\n  type B,\n} from '../storage/x.js';`],
    ['a dynamic import', `const x = await import('../storage/x.js');`],
    ['an import inside a type', `let x: import('../storage/x.js').X;`],
    ['a way round through its own folder', `import { x } from '../payments/../storage/x.js';`],
  ])('catches %s across it', (_, text) => {
    expect(fenceBreaches(one('payments/payment.ts', text), FENCE)).toEqual([
      expect.stringContaining('payments/ may not import storage/'),
    ]);
  });

  it('catches a package, a folder it does not know, a root file and a way out of the sources', () => {
    const files = [
      { path: 'payments/payment.ts', text: `import type { Repository } from 'typeorm';` },
      { path: 'helpers/misc.ts', text: '' },
      { path: 'values/money.ts', text: `import { MpesaModule } from '../mpesa.module.js';` },
      { path: 'jobs/inbox.job.ts', text: `import { x } from '../../dist/x.js';` },
      { path: 'values/a.ts', text: `import { readFileSync } from 'node:fs';` },
    ];
    expect(fenceBreaches(files, FENCE)).toEqual([
      'payments/payment.ts: may not import the package typeorm',
      'helpers/misc.ts: the folder helpers/ is not in the fence',
      'values/money.ts: imports the root file mpesa.module.ts',
      `jobs/inbox.job.ts: imports ../../dist/x.js, outside of the library's sources`,
      'values/a.ts: may not import the package node:fs',
    ]);
  });

  it('tells a type of a package from its code', () => {
    const imports = (how: string): string[] =>
      fenceBreaches(one('outbox/x.ts', `${how} { EntityManager } from 'typeorm';`), FENCE);
    expect(imports('import type')).toEqual([]);
    expect(imports('export type')).toEqual([]);
    expect(imports('import')).toEqual(['outbox/x.ts: may not import the package typeorm']);
  });

  it('lets pass what is allowed, and what only a comment says', () => {
    const text = `// import { x } from '../storage/x.js';\nimport { y } from './y.js';\nimport { parse } from '../values/money.js';`;
    expect(fenceBreaches(one('payments/payment.ts', text), FENCE)).toEqual([]);
  });

  it.each([
    ['library', FENCE],
    ['storage package', DURABLE_FENCE],
    ['simulator', SIMULATOR_FENCE],
    ['gateway', GATEWAY_FENCE],
  ])('allows no two folders of the %s to import each other', (_, fence) => {
    const mutual = Object.entries(fence).flatMap(([from, row]) =>
      (row.folders === 'all' ? [] : row.folders).filter((to) => fence[to]?.folders.includes(from)),
    );
    expect(mutual).toEqual([]);
  });

  it('catches a ring of three files, in types too', () => {
    const files = [
      { path: 'values/a.ts', text: `import { b } from './b.js';` },
      { path: 'values/b.ts', text: `import type { C } from './c.js';` },
      { path: 'values/c.ts', text: `export { a } from './a.js';` },
    ];
    expect(importCycles(files)).toEqual(['values/a.ts -> values/b.ts -> values/c.ts -> values/a.ts']);
  });

  it('catches a reserved word in code, and not in a comment', () => {
    expect(reservedWords(one('jobs/x.job.ts', `const now = Date.now();`))).toHaveLength(1);
    expect(
      reservedWords(one('jobs/x.job.ts', `const { env } = process; const key = process.env.KEY;`)),
    ).toHaveLength(1);
    expect(reservedWords(one('jobs/x.job.ts', `/** Not Date.now(). */\nconst now = clock.now();`))).toEqual(
      [],
    );
    expect(
      reservedWords(one('values/clock.ts', `export const systemClock = () => ({ now: () => Date.now() });`)),
    ).toEqual([]);
  });

  it.each([
    ['reads', `const told = answer.CheckoutRequestID;`, 'CheckoutRequestID'],
    ['reads by its name', `const told = fields['MSISDN'];`, 'MSISDN'],
    ['takes apart', `const { responseRefID: responseRefId } = answer;`, 'responseRefID'],
    ['takes as it is', `const { ResultCode } = answer;`, 'ResultCode'],
    ['writes', `const body = { ShortCode: shortcode };`, 'ShortCode'],
    ['hands on', `send({ TransID });`, 'TransID'],
    ['declares', `interface Told { readonly BillRefNumber: string }`, 'BillRefNumber'],
  ])('catches a field of the wire that a file %s', (_, text, word) =>
    expect(wireWordsIn({ path: 'operations/x.ts', text }, WIRE_WORDS)).toEqual([`operations/x.ts: ${word}`]),
  );

  it('lets a text for people name a field of the wire, and a type have its name', () => {
    const text = `// TransID\nconst told = 'no TransID'; type Amount = number; function of<Name>(name: Name) {}`;
    expect(wireWordsIn({ path: 'operations/x.ts', text }, WIRE_WORDS)).toEqual([]);
  });

  it.each([
    '../libs/mpesa/src/index.js',
    '../../libs/mpesa/dist/index.js',
    'nestjs-mpesa/dist/index.js',
    'nestjs-mpesa/src/x.js',
  ])('catches the deep import %s', (module) =>
    expect(deepImports({ path: 'test/e2e/x.ts', text: `import { x } from '${module}';` })).toHaveLength(1),
  );
});

function reservedWords(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const code = withoutComments(file);
    return RESERVED.filter(({ word, only }) => file.path !== only && word.test(code)).map(
      ({ word, instead }) => `${file.path}: says ${word.source}: ${instead}`,
    );
  });
}

function deepImports(file: SourceFile): string[] {
  const allowed = [
    'nestjs-mpesa',
    'nestjs-mpesa/typeorm',
    'nestjs-mpesa/testing',
    'daraja-simulator',
    'typeorm-durable',
    'typeorm-durable/sealing',
  ];
  const isInside = INSIDE.some((place) => file.path.startsWith(place));
  const ours = /^(\.|(?:nestjs-mpesa|daraja-simulator|typeorm-durable)(\/|$))/;
  const forbidden = isInside
    ? /\/dist\//
    : /^(nestjs-mpesa|daraja-simulator|typeorm-durable)(\/|$)|libs\/|\/dist\//;
  return importsOf(file)
    .map(({ module }) => module)
    .filter((module) => ours.test(module) && forbidden.test(module) && !allowed.includes(module))
    .map((module) => `${file.path}: ${module}`);
}
