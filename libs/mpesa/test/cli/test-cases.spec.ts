/** `nestjs-mpesa test-cases`: the built command against a simulator, and the form it fills. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { startSimulator, type PromptAction, type Simulator } from 'daraja-simulator';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { runBin, workFolder } from './bin.js';

type Row = Record<string, string>;

const PHONE = '254708374149';
const PASSKEY = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919';
const SECRETS = ['sandbox-key', 'sandbox-secret', PASSKEY, 'Safaricom999!*!'];

let sim: Simulator;
let folder: ReturnType<typeof workFolder>;

beforeEach(async () => {
  sim = await startSimulator();
  folder = workFolder();
});

afterEach(async () => {
  folder.remove();
  await sim.close();
});

const rowsOf = (file: string): Row[] => parse(readFileSync(file, 'utf8'), { columns: true });
const shortly = (row: Row): string => `${row['Verdict']}: ${row['Subject']}: ${row['Test case']}`;

describe('on the simulator', () => {
  it('runs every case of every product, and fills both forms', async () => {
    const out = folder.at('form');
    const { code, stdout, stderr } = await runBin([
      ...['test-cases', '--env', 'simulator', '--base-url', sim.url, '--out', out],
    ]);
    const rows = rowsOf(`${out}.csv`);
    expect(rows.filter((row) => row['Verdict'] !== 'Success')).toEqual([]);
    expect(code).toBe(0);
    expect(stdout).toBe(`${rows.length} Success, 0 Fail, 0 Not run: ${out}.csv, ${out}.html\n`);
    const lines = Object.entries(FORM).flatMap(([subject, part]) =>
      part.map((line) => [subject, ...line] as const),
    );
    expect(
      rows.map((row) => [row['Subject'], row['Test case'], row['Expected result'], row['Actual result']]),
    ).toEqual(
      lines.map(([subject, name, expected, actual]) => [
        subject,
        name,
        expected,
        expect.stringMatching(actual),
      ]),
    );
    for (const row of rows) expect(row['Time (EAT)']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);

    const page = readFileSync(`${out}.html`, 'utf8');
    expect(page.match(/<tr class="success">/g)).toHaveLength(rows.length);
    for (const row of rows) expect(page).toContain(`<td>${row['Test case']?.replaceAll("'", '&#39;')}</td>`);
    expect(page).not.toMatch(/\b(src|href|action|data)=|url\(|@import|<(link|img|iframe|object|script)\b/i);
    for (const secret of SECRETS)
      expect([stdout, stderr, page, JSON.stringify(rows)].join()).not.toContain(secret);
  });

  it('notes the ids by which Safaricom knows the requests', async () => {
    const out = folder.at('form.csv');
    const only = 'stk,b2c,reversal';
    await runBin(['test-cases', '--env', 'simulator', '--base-url', sim.url, '--out', out, '--only', only]);
    const ids = new Map(rowsOf(out).map((row) => [row['Test case'], row['Request ids'] ?? '']));
    const known = new Set(sim.orgRequests().map(({ originatorConversationId: id }) => id));
    const own = /OriginatorConversationID (\S+);/.exec(ids.get('SalaryPayment to a customer') ?? '')?.[1];
    expect(known).toContain(own);
    const receipt = /MpesaReceiptNumber (\S+)/.exec(ids.get('The customer enters the right PIN') ?? '')?.[1];
    expect(sim.ledger().entries.map((entry) => entry.receipt)).toContain(receipt);
    expect(ids.get('A Password made with a wrong passkey')).toMatch(/^requestId \S+$/);
  });

  it('leaves it as it was: nobody locked, validation off, nothing reversed that was not paid for it', async () => {
    const out = folder.at('form.csv');
    const run = () => runBin(['test-cases', '--env', 'simulator', '--base-url', sim.url, '--out', out]);
    const codes = [(await run()).code, (await run()).code, (await run()).code, (await run()).code];
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(sim.phone(PHONE)).toMatchObject({ state: 'normal', blockedUntil: 0, prompt: null });
    expect(sim.shortcode('600584').initiators).toMatchObject([{ name: 'testapi', locked: false }]);
    expect(sim.shortcode('600984').externalValidation).toBe('off');
  }, 60_000);

  it('fills in what went wrong, and ends with 1', async () => {
    const out = folder.at('form.csv');
    sim.addFault({ op: 'stk-callback', fault: 'callback-lost', count: 1 });
    const args = ['--base-url', sim.url, '--out', out, '--only', 'stk', '--wait', '1'];
    const { code, stdout } = await runBin(['test-cases', '--env', 'simulator', ...args]);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^7 Success, 2 Fail, 0 Not run/)]);
    expect(
      rowsOf(out)
        .slice(0, 3)
        .map((row) => [row['Verdict'], row['Actual result']]),
    ).toEqual([
      ['Fail', 'no callback came within 1 s'],
      ['Fail', 'no callback came within 1 s'],
      ['Success', 'ResultCode 1032: Request cancelled by user.'],
    ]);
  });

  it.each<[string, (sim: Simulator) => unknown, string, string, RegExp]>([
    [
      'a push that is cancelled',
      (sim) => sim.configure({ autopay: 'cancel' }),
      'stk',
      'The customer enters the right PIN',
      /^ResultCode 1032/,
    ],
    [
      'a payout from an empty account',
      (sim) => sim.setShortcode('600584', { balanceCents: 0 }),
      'b2c',
      'SalaryPayment to a customer',
      /^ResultCode 1:/,
    ],
    [
      'a payment that is not confirmed',
      (sim) => sim.addFault({ op: 'c2b-confirmation', fault: 'callback-lost' }),
      'c2b',
      'A customer pays, and the confirmation URL is told',
      /^no callback came within 2 s$/,
    ],
  ])('does not take %s for a success', async (_, arrange, only, name, actual) => {
    arrange(sim);
    const out = folder.at('form.csv');
    const args = ['--base-url', sim.url, '--out', out, '--only', only, '--wait', '2'];
    expect((await runBin(['test-cases', '--env', 'simulator', ...args])).code).toBe(1);
    expect(rowsOf(out).find((row) => row['Test case'] === name)).toMatchObject({
      Verdict: 'Fail',
      'Actual result': expect.stringMatching(actual),
    });
  });

  it('takes a queue timeout for what it is', async () => {
    sim.addFault({ op: 'balance', fault: 'queue-timeout', count: 1 });
    const out = folder.at('form.csv');
    const args = ['--base-url', sim.url, '--out', out, '--only', 'balance', '--wait', '5'];
    expect((await runBin(['test-cases', '--env', 'simulator', ...args])).code).toBe(1);
    expect(rowsOf(out)[0]).toMatchObject({
      'Actual result': 'M-Pesa gave up in its queue (QueueTimeOutURL)',
    });
  });

  it('that is not there is told in one sentence, and no form is written', async () => {
    const out = folder.at('form.csv');
    const url = `http://127.0.0.1:${await closedPort()}`;
    const { code, stderr } = await runBin([
      'test-cases',
      '--env',
      'simulator',
      '--base-url',
      url,
      '--out',
      out,
    ]);
    expect([code, existsSync(out)]).toEqual([1, false]);
    expect(stderr).toContain(`nestjs-mpesa: no simulator answers at ${url}`);
  });
});

describe('on the sandbox', () => {
  const keys = { MPESA_CONSUMER_KEY: 'sandbox-key', MPESA_CONSUMER_SECRET: 'sandbox-secret' };

  it('leaves open what needs a callback URL when there is none, and sends nothing for it', async () => {
    const out = folder.at('form.csv');
    const args = ['test-cases', '--env', 'sandbox', '--base-url', sim.url, '--out', out];
    const { code, stdout } = await runBin(args, { env: keys });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^6 Success, 0 Fail, 29 Not run/)]);
    const open = rowsOf(out).filter((row) => row['Verdict'] === 'Not run');
    expect(new Set(open.map((row) => row['Actual result']))).toEqual(
      new Set(['no callback URL given (--callback-url)']),
    );
    expect(sim.orgRequests()).toEqual([]);
    expect(sim.ledger().entries.filter(({ kind }) => kind !== 'opening')).toEqual([]);
    expect(sim.phone(PHONE).prompt).toBeNull();
  });

  it('tells a person with a phone what to do, and waits for what comes of it', async () => {
    const out = folder.at('form.csv');
    const port = await closedPort();
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
    const { code } = await runBin(
      [
        ...['test-cases', '--env', 'sandbox', '--base-url', sim.url, '--out', out, '--only', 'stk,c2b'],
        ...['--phone', '0708 374 149', '--callback-url', `http://127.0.0.1:${port}/hooks`],
        ...['--listen', String(port), '--wait', '10'],
      ],
      { env: keys, onStderr: person },
    );
    expect(code).toBe(0);
    expect(asked).toEqual(wanted.map(([words]) => expect.stringMatching(words)));
    expect(asked.join()).not.toContain(PHONE);
    expect(
      rowsOf(out)
        .filter((row) => row['Verdict'] !== 'Success')
        .map(shortly),
    ).toEqual([
      'Not run: M-Pesa Express (STK push): The customer has too little money',
      'Not run: C2B: External validation: the validation URL accepts a payment',
      'Not run: C2B: External validation: the validation URL refuses a payment',
    ]);
  });

  it('takes the operator from the environment, and his certificate from a file', async () => {
    const out = folder.at('form.csv');
    const [certificate, port] = [folder.at('own.cer'), await closedPort()];
    writeFileSync(certificate, sim.certificate);
    const operator = { MPESA_INITIATOR_NAME: 'testapi', MPESA_INITIATOR_PASSWORD: 'Safaricom999!*!' };
    const args = [
      '--base-url',
      sim.url,
      '--out',
      out,
      '--only',
      'balance,reversal',
      '--certificate',
      certificate,
    ];
    const there = ['--callback-url', `http://127.0.0.1:${port}`, '--listen', String(port)];
    const run = await runBin(['test-cases', '--env', 'sandbox', ...args, ...there], {
      env: { ...keys, ...operator },
    });
    expect([run.code, run.stdout]).toEqual([0, expect.stringMatching(/^4 Success, 0 Fail, 0 Not run/)]);
  });

  it('with a wrong key fills in what Daraja said', async () => {
    const out = folder.at('form.csv');
    const args = [
      'test-cases',
      '--env',
      'sandbox',
      '--base-url',
      sim.url,
      '--out',
      out,
      '--only',
      'authentication',
    ];
    const { code } = await runBin(args, { env: { ...keys, MPESA_CONSUMER_SECRET: 'not-it' } });
    expect(code).toBe(1);
    expect(rowsOf(out)[0]).toMatchObject({
      Verdict: 'Fail',
      'Actual result': expect.stringContaining('the consumer key or secret is wrong'),
    });
  });
});

/** A port of this machine where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const REFUSED = /^refused with HTTP \d+: [\d.]+ /;
const RECEIPT = '[A-Z0-9]{10}';
const RECEIVED = new RegExp(`^ResultCode 0: .*; receipt ${RECEIPT}$`);
const paidOut = (command: string): Line => [
  `${command} to a customer`,
  'ResultCode 0 and a receipt',
  RECEIVED,
];
const ANY_FAILURE = 'a ResultCode other than 0';

/** A case, what is expected, and what comes. */
type Line = readonly [name: string, expected: string, actual: RegExp];

/** The whole form, as it is filled on a healthy simulator. */
const FORM: Readonly<Record<string, readonly Line[]>> = {
  Authentication: [
    ['OAuth with the right consumer key and secret', 'an access token', /^an access token for 3599 seconds$/],
    ['OAuth with a wrong consumer secret', 'refused, no token', /^refused with HTTP 400$/],
    ['Security credential made from a wrong password', 'ResultCode 2001', /^ResultCode 2001: /],
    ['Security credential made from the right password', 'ResultCode 0', /^ResultCode 0: /],
  ],
  'M-Pesa Express (STK push)': [
    [
      'The customer enters the right PIN',
      'ResultCode 0, a receipt, and KES 1.00',
      new RegExp(`^ResultCode 0: .*; receipt ${RECEIPT}; KES 1.00$`),
    ],
    ['Query of a push that was paid', 'ResultCode 0', /^ResultCode 0: /],
    ['The customer cancels the prompt', 'ResultCode 1032', /^ResultCode 1032: /],
    ['The customer enters a wrong PIN', 'ResultCode 2001', /^ResultCode 2001: /],
    ['The customer has too little money', 'ResultCode 1', /^ResultCode 1: /],
    ['The customer does not answer', 'ResultCode 1037 or 1019 or 1032', /^ResultCode 1037: /],
    ['A Password made with a wrong passkey', 'refused: Wrong credentials', REFUSED],
    ['An amount of 0', 'refused: Invalid Amount', REFUSED],
    [
      'A shortcode that does not exist',
      'refused: Merchant does not exist, or wrong credentials',
      /^refused with HTTP 500: 500.001.1001 Merchant does not exist$/,
    ],
  ],
  C2B: [
    ['Validation and confirmation URLs are registered', 'the URLs are taken', /^Success/],
    [
      'A customer pays, and the confirmation URL is told',
      'a confirmation with receipt, account GOLIVE-C2B and KES 10.00',
      new RegExp(`^a confirmation with receipt ${RECEIPT}, account GOLIVE-C2B and KES 10.00$`),
    ],
    [
      'A payment played with the simulate API',
      'accepted, and a confirmation with account GOLIVE-SIM',
      new RegExp(`^a confirmation with receipt ${RECEIPT}, account GOLIVE-SIM$`),
    ],
    [
      'External validation: the validation URL accepts a payment',
      'it is asked, and the payment is made and confirmed',
      new RegExp(`^asked; confirmed with receipt ${RECEIPT}$`),
    ],
    [
      'External validation: the validation URL refuses a payment',
      'it is asked, and the payment is not made',
      /^asked; not made: Invalid Account Number$/,
    ],
  ],
  B2C: [
    paidOut('SalaryPayment'),
    paidOut('BusinessPayment'),
    paidOut('PromotionPayment'),
    ['The Utility account holds too little', 'ResultCode 1, no money moves', /^ResultCode 1: /],
    ['An operator that does not exist', 'ResultCode 2001, no money moves', /^ResultCode 2001: /],
    ['A number that is not on M-Pesa', 'ResultCode 2040, no money moves', /^ResultCode 2040: /],
    ['A CommandID that does not exist', 'refused: Invalid CommandID', REFUSED],
    ['Remarks of more than 100 characters', 'refused: Invalid Remarks', REFUSED],
  ],
  B2B: [
    ['BusinessPayBill to another pay bill', 'ResultCode 0 and a receipt', RECEIVED],
    ['A receiver that does not exist', 'ResultCode SFC_IC0003, no money moves', /^ResultCode SFC_IC0003: /],
  ],
  'Transaction status': [
    [
      'Status of a payment that was made',
      'ResultCode 0 and Completed, for the same receipt',
      new RegExp(`^ResultCode 0: .*; Completed; receipt ${RECEIPT}$`),
    ],
    ['Status of a receipt that does not exist', ANY_FAILURE, /^ResultCode R000002: /],
  ],
  'Account balance': [
    [
      'Balance of the accounts of a pay bill',
      'ResultCode 0 and at least one account with its balance',
      /^ResultCode 0: .*; Working Account [\d.]+; .*Utility Account [\d.]+/,
    ],
  ],
  Reversal: [
    [
      'A payment by a customer is given back',
      'ResultCode 0, for the receipt of the payment',
      new RegExp(`^ResultCode 0: .*; original receipt ${RECEIPT}$`),
    ],
    ['A payment that was given back already', ANY_FAILURE, /^ResultCode R000001: /],
    ['A receipt that does not exist', ANY_FAILURE, /^ResultCode R000002: /],
  ],
  'Dynamic QR': [['A QR code that pays the pay bill', 'a PNG picture', /^a PNG picture of \d+ bytes$/]],
};
