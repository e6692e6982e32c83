/** `nestjs-mpesa test-cases`: the built command against a simulator, and the form it fills. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { startSimulator, type PromptAction, type Simulator } from 'daraja-simulator';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { freePort } from '../../../../test/support/free-port.js';
import { runBin, workFolder, type Finished, type RunOptions } from './bin.js';
import { FORM } from './go-live-form.js';

type Row = Record<string, string>;

const PHONE = '254708374149';
const PASSKEY = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919';
const SECRETS = ['sandbox-key', 'sandbox-secret', PASSKEY, 'Safaricom999!*!', PHONE];

let sim: Simulator;
let folder: ReturnType<typeof workFolder>;
let out: string;

beforeEach(async () => {
  sim = await startSimulator();
  folder = workFolder();
  out = folder.at('form.csv');
});

afterEach(async () => {
  folder.remove();
  await sim.close();
});

/** Runs the cases on the simulator of the test; `more` is written as on a command line. */
function run(env: 'simulator' | 'sandbox', more = '', options: RunOptions = {}): Promise<Finished> {
  const given = ['--base-url', sim.url, '--out', out, ...more.split(' ').filter(Boolean)];
  return runBin(['test-cases', '--env', env, ...given], options);
}

const rows = (file = out): Row[] => parse(readFileSync(file, 'utf8'), { columns: true });
const caseNamed = (name: string): Row | undefined => rows().find((row) => row['Test case'] === name);
const withVerdict = (verdict: string): string[] =>
  rows()
    .filter((row) => row['Verdict'] === verdict)
    .map((row) => `${row['Subject']}: ${row['Test case']}`);

describe('on the simulator', () => {
  it('runs every case of every product, and fills both forms', async () => {
    out = folder.at('form');
    const { code, stdout, stderr } = await run('simulator');
    const filled = rows(`${out}.csv`);
    const told = `${filled.length} Success, 0 Fail, 0 Not run: ${out}.csv, ${out}.html\n`;
    expect({ code, stdout, failed: filled.filter((row) => row['Verdict'] !== 'Success') }).toEqual({
      code: 0,
      stdout: told,
      failed: [],
    });

    const cells = ['Subject', 'Test case', 'Expected result', 'Actual result'] as const;
    const wanted = Object.entries(FORM).flatMap(([subject, lines]) =>
      lines.map(([name, expected, actual]) => [subject, name, expected, expect.stringMatching(actual)]),
    );
    expect(filled.map((row) => cells.map((cell) => row[cell]))).toEqual(wanted);
    for (const row of filled) expect(row['Time (EAT)']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);

    const page = readFileSync(`${out}.html`, 'utf8');
    expect(page.match(/<tr class="success">/g)).toHaveLength(filled.length);
    for (const row of filled) expect(page).toContain(`<td>${row['Test case']}</td><td>`);
    expect(page).not.toMatch(/\b(src|href|action|data)=|url\(|@import|<(link|img|iframe|object|script)\b/i);
    for (const secret of SECRETS)
      expect([stdout, stderr, page, JSON.stringify(filled)].join()).not.toContain(secret);
  });

  it('notes the ids by which Safaricom knows the requests', async () => {
    await run('simulator', '--only stk,b2c');
    const noted = (name: string, id: string): string | undefined =>
      new RegExp(`${id} ([^;]+)`).exec(caseNamed(name)?.['Request ids'] ?? '')?.[1];
    const known = sim.orgRequests().map(({ originatorConversationId: id }) => id);
    expect(known).toContain(noted('SalaryPayment to a customer', 'OriginatorConversationID'));
    const receipts = sim.ledger().entries.map(({ receipt }) => receipt);
    expect(receipts).toContain(noted('The customer enters the right PIN', 'MpesaReceiptNumber'));
    expect(caseNamed('A Password made with a wrong passkey')?.['Request ids']).toMatch(/^requestId \S+$/);
  });

  it('can be run again and again: nobody gets locked, and settings are as they were', async () => {
    // Queries are rationed as on the sandbox, if five times as many, so that a later run has to wait for its own.
    sim.configure({ queryRate: { perMinute: 60, burst: 1 } });
    const codes = [];
    for (let times = 0; times < 3; times += 1) codes.push((await run('simulator')).code);
    expect(codes).toEqual([0, 0, 0]);
    expect(sim.phone(PHONE)).toMatchObject({ state: 'normal', blockedUntil: 0, prompt: null });
    expect(sim.shortcode('600584').initiators).toMatchObject([{ name: 'testapi', locked: false }]);
    expect(sim.shortcode('600984').externalValidation).toBe('off');
  });

  it('fills in what went wrong, and ends with 1', async () => {
    sim.addFault({ op: 'stk-callback', fault: 'callback-lost', count: 1 });
    const { code, stdout } = await run('simulator', '--only stk --wait 1');
    const seen = rows().map((row) => [row['Verdict'], row['Actual result']]);
    expect(seen.slice(0, 2)).toEqual([
      ['Fail', 'no callback came within 1 s'],
      ['Fail', 'no callback came within 1 s'],
    ]);
    // The others are run all the same. How many of them are told within the second is the machine's affair.
    expect(seen).toHaveLength(9);
    const failed = withVerdict('Fail').length;
    expect([code, stdout.split(':')[0]]).toEqual([1, `${9 - failed} Success, ${failed} Fail, 0 Not run`]);
  });

  it.each<[string, (sim: Simulator) => unknown, string, string, RegExp]>([
    [
      'a push that is cancelled',
      (safaricom) => safaricom.configure({ autopay: 'cancel' }),
      'stk',
      'The customer enters the right PIN',
      /^ResultCode 1032/,
    ],
    [
      'a payout from an empty account',
      (safaricom) => safaricom.setShortcode('600584', { balanceCents: 0 }),
      'b2c',
      'SalaryPayment to a customer',
      /^ResultCode 1:/,
    ],
    [
      'a payment that is not confirmed',
      (safaricom) => safaricom.addFault({ op: 'c2b-confirmation', fault: 'callback-lost' }),
      'c2b --wait 2',
      'A customer pays, and the confirmation URL is told',
      /^no callback came within 2 s$/,
    ],
    [
      'a question that timed out in the queue',
      (safaricom) => safaricom.addFault({ op: 'balance', fault: 'queue-timeout' }),
      'balance',
      'Balance of the accounts of a pay bill',
      /^M-Pesa gave up in its queue \(QueueTimeOutURL\)$/,
    ],
  ])('does not take %s for a success', async (_, arrange, only, name, actual) => {
    arrange(sim);
    expect((await run('simulator', `--only ${only}`)).code).toBe(1);
    expect(caseNamed(name)).toMatchObject({
      Verdict: 'Fail',
      'Actual result': expect.stringMatching(actual),
    });
  });

  it('that is not there is told in one sentence, and no form is written', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, stderr } = await run('simulator', `--base-url ${url}`);
    expect([code, existsSync(out)]).toEqual([1, false]);
    expect(stderr).toContain(`nestjs-mpesa: no simulator answers at ${url}`);
  });
});

describe('on the sandbox', () => {
  const keys = { MPESA_CONSUMER_KEY: 'sandbox-key', MPESA_CONSUMER_SECRET: 'sandbox-secret' };
  const validation = 'C2B: External validation: the validation URL';

  it('leaves open what needs a callback URL when there is none, and sends nothing for it', async () => {
    const { code, stdout } = await run('sandbox', '', { env: keys });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^6 Success, 0 Fail, 29 Not run/)]);
    const open = rows().filter((row) => row['Verdict'] === 'Not run');
    const reasons = new Set(open.map((row) => row['Actual result']));
    expect([...reasons]).toEqual(['no callback URL given (--callback-url)']);
    expect(sim.orgRequests()).toEqual([]);
    expect(sim.ledger().entries.filter(({ kind }) => kind !== 'opening')).toEqual([]);
    expect(sim.phone(PHONE).prompt).toBeNull();
  });

  it('tells a person with a phone what to do, and waits for what comes of it', async () => {
    const asked: string[] = [];
    const wanted: ReadonlyArray<readonly [RegExp, PromptAction]> = [
      [/enter the right PIN/, 'pay'],
      [/cancel the prompt/, 'cancel'],
      [/enter a WRONG PIN/, 'wrong-pin'],
      [/leave the prompt alone/, 'ignore'],
    ];
    const person = (text: string): void => {
      for (const line of text.split('\n').filter((one) => one.startsWith('>>> '))) {
        asked.push(line);
        const action = wanted.find(([words]) => words.test(line))?.[1];
        if (action) void sim.waitFor(() => sim.phone(PHONE).prompt).then(() => sim.answer(PHONE, { action }));
      }
    };
    const port = await freePort();
    const reached = `--callback-url http://127.0.0.1:${port}/hooks --listen ${port}`;
    const phone = '--phone 0708374149';
    const { code } = await run('sandbox', `--only stk,c2b ${reached} ${phone}`, {
      env: keys,
      onStderr: person,
    });
    expect(code).toBe(0);
    expect(asked).toEqual(wanted.map(([words]) => expect.stringMatching(words)));
    expect(asked.join()).not.toContain(PHONE);
    expect(withVerdict('Not run')).toEqual([
      'M-Pesa Express (STK push): The customer has too little money',
      `${validation} accepts a payment`,
      `${validation} refuses a payment`,
    ]);
  });

  it('takes the operator from the environment, and his certificate from a file', async () => {
    const certificate = folder.at('own.cer');
    writeFileSync(certificate, sim.certificate);
    const operator = { MPESA_INITIATOR_NAME: 'testapi', MPESA_INITIATOR_PASSWORD: 'Safaricom999!*!' };
    const port = await freePort();
    const reached = `--callback-url http://127.0.0.1:${port} --listen ${port} --certificate ${certificate}`;
    const { code, stdout } = await run('sandbox', `--only balance,reversal ${reached}`, {
      env: { ...keys, ...operator },
    });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^4 Success, 0 Fail, 0 Not run/)]);
  });

  it('with a wrong key fills in what Daraja said', async () => {
    const wrong = { ...keys, MPESA_CONSUMER_SECRET: 'not-it' };
    const { code } = await run('sandbox', '--only authentication', { env: wrong });
    expect(code).toBe(1);
    expect(rows()[0]).toMatchObject({
      Verdict: 'Fail',
      'Actual result': expect.stringContaining('the consumer key or secret is wrong'),
    });
  });
});
