/** The suite is green on any day: what a run with a shifted clock reaches, and which specs it is made of. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { readProductFiles, readSourceFiles, withoutComments } from './support/source-files.js';
import { specFiles } from './support/spec-files.js';

const ROOT = join(import.meta.dirname, '..');
const DATABASE_TIME =
  /\bCURRENT_(TIMESTAMP|TIME|DATE)\b|\b(SELECT|=|,|<|>)\s*(NOW|UNIX_TIMESTAMP|SYSDATE)\(|\(['"]now['"]|\b(Create|Update|Delete)DateColumn\b/;
const NEW_YEARS_EVE = Date.UTC(2027, 11, 31, 23, 59, 59);

describe('a process whose clock is shifted', () => {
  const code = `
    const { Worker } = require('node:worker_threads');
    const { execFileSync } = require('node:child_process');
    const child = () => Number(execFileSync(process.execPath, ['-p', 'Date.now()']));
    const thread = () => new Promise((resolve) =>
      new Worker('require("worker_threads").parentPort.postMessage(Date.now())', { eval: true }).once('message', resolve));
    const given = new Date(5);
    const same = [given.getTime(), given instanceof Date, given.constructor === Date, typeof Date(), new (class extends Date {})(7).getTime()];
    thread().then((inThread) => console.log(JSON.stringify({ now: [Date.now(), +new Date(), Date.parse(Date()), child(), inThread], same })));
  `;

  it('has the moment for its now, and so have its threads and the processes it starts', async () => {
    const { now, same } = (await shifted(code)) as { now: number[]; same: unknown[] };
    for (const moment of now) {
      expect(moment).toBeGreaterThanOrEqual(NEW_YEARS_EVE);
      expect(moment).toBeLessThan(NEW_YEARS_EVE + 60_000);
    }
    expect(same).toEqual([5, true, true, 'string', 7]);
  });

  it.each([
    ['tomorrow, two seconds before midnight in Nairobi', 'tomorrow', /T20:59:58.000Z$/],
    ['the end of the year', 'year-end', /-12-31T23:59:58.000Z$/],
    ['the day that only leap years have', 'leap-day', /^2028-02-29T09:00:00.000Z$/],
    ['any time that says its offset', '2030-01-01T03:00:00+03:00', /^2030-01-01T00:00:00.000Z$/],
  ])('begins at %s', async (_, text, time) => {
    expect(await moment(text)).toMatch(time);
  });

  it('begins 400 days from now, which no dated fixture survives', async () => {
    // This spec may itself be run with a shifted clock, which the other process does not have.
    const now = performance.timeOrigin + performance.now();
    const days = (Date.parse(await moment('next-year')) - now) / 86_400_000;
    expect(Math.round(days)).toBe(400);
  });

  it.each(['', '2028-02-29', '2028-02-29T12:00:00', 'soon', '+d'])(
    'refuses "%s" in one sentence',
    async (text) => {
      await expect(moment(text)).rejects.toThrow(/--clock must be tomorrow, next-year, .*, but it is/);
    },
  );
});

describe('the specs that are run with a shifted clock', () => {
  type Plan = { unmoved: string[]; moved: Record<string, string[]> };
  type Run = { args: string[]; moment?: { name: string }; env?: Record<string, string> };
  let plan: Plan;
  let readers: string[];
  let runs: Run[];
  beforeAll(async () => {
    [plan, readers, runs] = (await script(`
      import { clockPlan } from './scripts/lib/clock/clock-plan.mjs';
      import { clockReaders } from './scripts/lib/clock/clock-readers.mjs';
      import { testPlan } from './scripts/lib/test-runs.mjs';
      console.log(JSON.stringify([clockPlan(), clockReaders(), testPlan(['--every-clock']).runs]));
    `)) as [Plan, string[], Run[]];
  });

  it('are all that read the clock, those beside the code at each of the four moments', () => {
    const moments = Object.values(plan.moved);
    expect(moments).toHaveLength(4);
    expect([...new Set(moments.flat())].sort()).toEqual([...readers].sort());
    const besideCode = readers.filter((spec) => spec.includes('/src/'));
    for (const specs of moments) expect(specs).toEqual(expect.arrayContaining(besideCode));
    expect(specFiles()).toEqual(expect.arrayContaining(readers));
  });

  it("are run by the machine's clock as well, on MariaDB, and on SQLite at another moment", () => {
    const specsOf = ({ args }: Run): string[] => args.slice(1).sort();
    const now = runs.filter(({ moment }) => moment === undefined);
    expect(now.map(({ env }) => env)).toEqual([undefined, { MPESA_TEST_DATABASES: 'mariadb' }]);
    expect(now.map(specsOf)).toEqual([[...plan.unmoved].sort(), [...readers].sort()]);
    expect(now.flatMap(specsOf).sort()).toEqual(specFiles().sort());
    const moved = runs.filter(({ moment }) => moment !== undefined);
    expect(Object.fromEntries(moved.map(({ args, moment }) => [moment?.name, args.slice(1)]))).toEqual(
      plan.moved,
    );
    for (const { env } of moved) expect(env).toEqual({ MPESA_TEST_MYSQL_URL: '' });
  });

  it('are those that start an app, a simulator or a program, and none that take their time from a table', () => {
    const paths = readers.map((spec) => relative(ROOT, spec));
    expect(paths).toEqual(
      expect.arrayContaining([
        'test/e2e/gap-fill/statement.spec.ts',
        'test/e2e/crash/kill.spec.ts',
        'libs/daraja-simulator/test/stk-push.spec.ts',
        'libs/mpesa/test/cli/credential.spec.ts',
        'libs/mpesa/src/jobs/job-scheduler.spec.ts',
      ]),
    );
    expect(paths).not.toContain('libs/mpesa/src/values/uuid-v7.spec.ts');
    expect(paths.length).toBeLessThan(specFiles().length);
  });
});

describe('whether a spec reads the clock', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-readers-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['asks itself', { 'a.spec.ts': 'expect(Date.now()).toBe(1);' }, true],
    ['makes a date of now', { 'a.spec.ts': 'const at = new Date();' }, true],
    [
      'imports over two corners what asks',
      {
        'a.spec.ts': `import { b } from './b.js';`,
        'b.ts': `import c,\n  { d } from './c.js';`,
        'c.ts': `import './b.js';\nDate.now();`,
      },
      true,
    ],
    ['starts a program', { 'a.spec.ts': `import { fork } from 'node:child_process';` }, true],
    ['starts an app', { 'a.spec.ts': `import { MpesaModule } from 'nestjs-mpesa';` }, true],
    ['imports it when it runs', { 'a.spec.ts': `await import('nestjs-mpesa/testing');` }, true],
    [
      'names the type of what asks',
      { 'a.spec.ts': `import type { Clock } from 'nestjs-mpesa/testing';` },
      false,
    ],
    ['has dates of its own', { 'a.spec.ts': 'const at = new Date(5); Date.UTC(2026, 1);' }, false],
  ])('is known when it %s', async (_, files, reads) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const spec = JSON.stringify(join(folder, 'a.spec.ts'));
    const found = await script(`
      import { clockReaders } from './scripts/lib/clock/clock-readers.mjs';
      console.log(JSON.stringify(clockReaders([${spec}])));
    `);
    expect(found).toHaveLength(reads ? 1 : 0);
  });
});

it('no process of the suite is started without the clock: whoever hides the environment leaves it in', () => {
  const hiding = ['test', 'libs', 'apps']
    .flatMap((folder) =>
      readSourceFiles(join(ROOT, folder)).map(({ path, text }) => ({ path: `${folder}/${path}`, text })),
    )
    .filter(({ text }) => /PATH: process\.env/.test(text))
    .map(({ path }) => path);
  expect(hiding).toEqual([]);
});

it('no database is asked what time it is: theirs is not shifted, and need not be right', () => {
  const asking = ['libs/mpesa/src', 'libs/typeorm-durable/src', 'apps/gateway/src', 'apps/shop/src']
    .flatMap((folder) => readProductFiles(join(ROOT, folder)))
    .filter((file) => DATABASE_TIME.test(withoutComments(file)))
    .map(({ path }) => path);
  // A span between two times of the server's own, told to a person.
  expect(asking).toEqual(['database/lock-holders.ts']);
  expect('DEFAULT CURRENT_TIMESTAMP').toMatch(DATABASE_TIME);
});

async function moment(text: string): Promise<string> {
  return (await script(`
    import { momentOf } from './scripts/lib/clock/moments.mjs';
    console.log(JSON.stringify(new Date(momentOf(${JSON.stringify(text)}).at()).toISOString()));
  `)) as string;
}

/** What a program printed that was started as the suite is, at the end of 2027. */
async function shifted(code: string): Promise<unknown> {
  const settings = (await script(`
    import { momentOf, settingsAt } from './scripts/lib/clock/moments.mjs';
    console.log(JSON.stringify(settingsAt(momentOf(${JSON.stringify(new Date(NEW_YEARS_EVE).toISOString())}))));
  `)) as Record<string, string>;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', code], {
    env: { ...process.env, ...settings },
  });
  return JSON.parse(stdout);
}

/** Of a clock that is not shifted, also when these specs are run with one that is. */
async function script(code: string): Promise<unknown> {
  const env = { ...process.env, NODE_OPTIONS: '', MPESA_TEST_CLOCK_AHEAD_MS: '0' };
  const args = ['--input-type=module', '-e', code];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  return JSON.parse(stdout);
}
