/** The README's app is taken out of the page, started, and paid. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from 'daraja-simulator';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, readPage, ROOT, rowsOf } from './support/pages.js';
import { ReadmeApp } from './support/readme-app.js';
import { curlsOf, perform } from './support/shell-commands.js';

const page = readPage('README.md');
const files = blocksOf(page).filter(({ file }) => file !== null);

describe("the README's own app", () => {
  let sim: Simulator;
  let app: ReadmeApp;

  beforeEach(async () => {
    sim = await startSimulator();
    const secret = randomBytes(32).toString('hex');
    app = await ReadmeApp.start(files, { MPESA_BASE_URL: sim.url, MPESA_CALLBACK_SECRET: secret });
  });
  afterEach(async () => {
    await app.stop();
    await sim.close();
  });

  it('takes the order that the page sends, asks the phone, and hears that it is paid', async () => {
    const [order] = curlsOf(page).filter(({ url }) => url.port === '3000');
    if (order === undefined) throw new Error('the page orders nothing');

    const answer = await perform(order, app.url);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ status: 'pending', reference: 'ORDER-17' });

    await sim.answer('254708374149', { action: 'pay' });
    await app.prints(/ORDER-17 is paid: 1500 shillings, receipt [A-Z0-9]{10}/);
    expect(sim.phone('254708374149').balanceCents).toBe(50_000_00 - 1_500_00);
    expect(app.output).not.toMatch(/\b(ERROR|WARN)\b/);
  });
});

describe('the README', () => {
  it('puts the module into an app with about twenty lines', () => {
    const module = files.find(({ file }) => file === 'app.module.ts');
    const code = module?.text.split('\n').filter((line) => !/^\s*(\/\*|\*|$)/.test(line)) ?? [];
    expect(code.length).toBeGreaterThan(10);
    expect(code.length).toBeLessThanOrEqual(21);
  });

  it('names the package file that npm makes', () => {
    const { name, version } = JSON.parse(
      readFileSync(join(ROOT, 'libs/mpesa/package.json'), 'utf8'),
    ) as Record<string, string>;
    expect(page.text).toContain(`${name}-${version}.tgz`);
  });

  it('names for each of the seven promises a test that shows it', () => {
    const promises = rowsOf(page, 'What it promises').filter(([number]) => /^\d$/.test(number ?? ''));
    expect(promises.map(([number]) => number)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    const unshown = promises.filter(([, , tests]) => !/\(test\/[\w/-]+\.spec\.ts\)/.test(tests ?? ''));
    expect(unshown).toEqual([]);
  });

  it('lists every command of package.json that a user runs', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    // npm itself runs this one, after it has installed.
    const { prepare: _, ...commands } = scripts;
    const missing = Object.keys(commands).filter(
      (name) => !new RegExp(`npm (run )?${name}\\b`).test(page.text),
    );
    expect(missing).toEqual([]);
  });
});
