import { describe, expect, it } from '@jest/globals';
import { TransportError } from '../daraja/wire/transport.js';
import type { MoneyReceivedFact } from '../payments/payment-fact.js';
import { fakeDaraja, type ScriptedAnswer } from '../testing/in-memory/fake-daraja.js';
import { InMemoryGapFillStore } from '../testing/in-memory/in-memory-gap-fill.store.js';
import { MINUTE, NOON } from '../testing/in-memory/sample-payments.js';
import { ManualClock } from '../testing/manual-clock.js';
import { formatEastAfricaTime } from '../values/east-africa-time.js';
import { GapFiller, type GapFillAccount } from './gap-filler.js';
import type { MoneyFinding } from './missing-money.js';

const HOUR = 60 * MINUTE;
const EMPTY: ScriptedAnswer = { status: 200, body: { ResponseCode: '1001', Response: [[]] } };
const TOO_OFTEN: ScriptedAnswer = {
  status: 429,
  body: { fault: { faultstring: 'Spike', detail: { errorcode: 'policies.ratelimit.SpikeArrestViolation' } } },
};
const account: GapFillAccount = {
  name: 'default',
  type: 'paybill',
  shortcode: '600966',
  till: null,
  app: { baseUrl: 'https://sandbox.safaricom.co.ke', consumerKey: 'key', consumerSecret: 'secret' },
  lookbackMs: 2 * HOUR,
};

const row = (transactionId: string, over: object = {}): object => ({
  transactionId,
  trxDate: '2026-11-21T11:00:00Z',
  msisdn: 254722000000,
  sender: 'MPESA',
  transactiontype: 'c2b-pay-bill-debit',
  billreference: 'INV-77',
  amount: '168.00',
  ...over,
});
const page = (...rows: object[]): ScriptedAnswer => ({
  status: 200,
  body: { ResponseCode: '1000', Response: [rows] },
});

function fixture(
  over: { accounts?: GapFillAccount[]; finding?: (fact: MoneyReceivedFact) => MoneyFinding } = {},
) {
  const clock = new ManualClock(NOON);
  const daraja = fakeDaraja(clock);
  const store = new InMemoryGapFillStore();
  const facts: MoneyReceivedFact[] = [];
  const warnings: string[] = [];
  const errors: unknown[] = [];
  let owners = 0;
  const booked = (): MoneyFinding => ({ outcome: 'booked', paymentId: 'p' });
  const filler = new GapFiller({
    accounts: async () => over.accounts ?? [account],
    client: daraja.client,
    store,
    money: {
      book: async (some) => {
        facts.push(...some);
        return some.map(over.finding ?? booked);
      },
    },
    clock,
    newOwner: () => `owner-${(owners += 1)}`,
    onWarning: (message) => warnings.push(message),
    onError: (error) => errors.push(error),
  });
  const windows = (): string[] =>
    daraja.sent.map(({ body }) => {
      const { StartDate, EndDate } = body as Record<string, string>;
      return `${StartDate?.slice(11)}-${EndDate?.slice(11)}`;
    });
  const cursor = () => store.claim('600966', 'spec', { now: Number.MAX_SAFE_INTEGER, leaseUntil: 0 });
  return { clock, daraja, store, facts, warnings, errors, filler, windows, cursor };
}

describe('GapFiller', () => {
  it('looks back as far as it is told the first time, an hour at a time, and leaves the last two minutes', async () => {
    const it = fixture();
    it.daraja.script.push(EMPTY);
    await it.filler.run();
    expect(it.windows()).toEqual(['10:00:00-11:00:00', '11:00:00-11:58:00']);
    expect(await it.cursor()).toEqual({ filledUntil: NOON - 2 * MINUTE });
  });

  it('goes on from where it ended, half an hour earlier', async () => {
    const it = fixture();
    it.daraja.script.push(EMPTY);
    await it.filler.run();
    it.daraja.sent.length = 0;
    it.clock.advance(10 * MINUTE);
    await it.filler.run();
    expect(it.windows()).toEqual(['11:28:00-12:08:00']);
  });

  it('books what it reads, page by page, and reports it', async () => {
    const it = fixture({ accounts: [{ ...account, lookbackMs: HOUR }] });
    it.daraja.script.push(page(row('UKL1'), row('UKL2')), page(row('UKL2'), row('UKL3')), EMPTY);
    const reports = await it.filler.run();
    expect(it.facts.map(({ receipt }) => receipt)).toEqual(['UKL1', 'UKL2', 'UKL3']);
    expect(it.facts[0]).toEqual({
      type: 'money-received',
      at: NOON,
      source: 'pull',
      account: 'default',
      accountType: 'paybill',
      shortcode: '600966',
      till: null,
      receipt: 'UKL1',
      amountCents: 16_800,
      reference: 'INV-77',
      payer: { form: 'clear', value: '254722000000' },
      partyName: null,
      transactionType: 'c2b-pay-bill-debit',
      completedAt: NOON - HOUR,
    });
    expect(reports).toEqual([
      {
        account: 'default',
        rows: 3,
        booked: 3,
        known: 0,
        differing: [],
        undecided: 0,
        inReview: 0,
        unread: 0,
      },
    ]);
  });

  it.each<[string, object]>([
    ['without an amount', { amount: 'x' }],
    ['of nothing', { amount: '0.00' }],
    ['that no customer paid', { transactiontype: 'b2c-payment' }],
    ['without a receipt', { transactionId: '' }],
  ])('tells of a row %s, and books the others', async (_, over) => {
    const it = fixture();
    it.daraja.script.push(page(row('UKL1', over), row('UKL2')), EMPTY);
    const [report] = await it.filler.run();
    expect(it.facts.map(({ receipt }) => receipt)).toEqual(['UKL2']);
    expect(report).toMatchObject({ rows: 2, booked: 1, unread: 1 });
    expect(it.warnings).toEqual(['account default: 1 rows of Pull could not be booked']);
  });

  it('keeps the hours that are done when a later one fails', async () => {
    const it = fixture();
    it.daraja.script.push(EMPTY, new TransportError('ECONNREFUSED', { sent: false }));
    await it.filler.run();
    expect(it.errors).toHaveLength(1);
    expect(await it.cursor()).toEqual({ filledUntil: NOON - HOUR });
  });

  it('waits for its next turn without a word when Daraja has had enough', async () => {
    const it = fixture();
    it.daraja.script.push(EMPTY, TOO_OFTEN);
    await it.filler.run();
    expect(it.errors).toEqual([]);
    expect(await it.cursor()).toEqual({ filledUntil: NOON - HOUR });
  });

  it('does not pass what is undecided, though it reads on', async () => {
    const it = fixture({
      finding: ({ receipt }) =>
        receipt === 'UKL1' ? { outcome: 'undecided' } : { outcome: 'known', paymentId: 'p' },
    });
    const early = row('UKL1', { trxDate: timeOf(NOON - 90 * MINUTE) });
    it.daraja.script.push(page(early), EMPTY, page(row('UKL2')), EMPTY);
    expect(await it.filler.run()).toMatchObject([{ known: 1, undecided: 1 }]);
    expect(await it.cursor()).toEqual({ filledUntil: NOON - 90 * MINUTE });
  });

  it('tells of a difference with both figures', async () => {
    const difference = {
      paymentId: 'p',
      receipt: 'UKL1',
      field: 'amountCents',
      stored: 100,
      told: 200,
    } as const;
    const it = fixture({ finding: () => ({ outcome: 'differs', difference }) });
    it.daraja.script.push(page(row('UKL1')), EMPTY);
    expect(await it.filler.run()).toMatchObject([{ differing: [difference] }]);
    expect(it.warnings).toEqual(['payment p: amountCents is 100, but Pull tells 200 for UKL1']);
  });

  it('leaves alone what another instance holds, and stops when another has taken over', async () => {
    const it = fixture();
    it.daraja.script.push(EMPTY);
    await it.store.claim('600966', 'another', { now: NOON, leaseUntil: NOON + MINUTE });
    await it.filler.run();
    expect(it.daraja.sent).toEqual([]);
    it.clock.advance(MINUTE);
    it.daraja.onArrival = async () =>
      void (await it.store.claim('600966', 'a third', { now: Number.MAX_SAFE_INTEGER, leaseUntil: 1e15 }));
    await it.filler.run();
    expect(it.daraja.sent).toHaveLength(1);
    expect(await it.cursor()).toEqual({ filledUntil: null });
  });

  it('lets no account keep another from its turn', async () => {
    const it = fixture({ accounts: [account, { ...account, name: 'second', shortcode: '600000' }] });
    it.daraja.script.push(
      { status: 400, body: { errorCode: '400.001', errorMessage: 'Invalid ShortCode' } },
      EMPTY,
    );
    await it.filler.run();
    expect(it.errors).toHaveLength(1);
    expect(it.daraja.sent.at(-1)).toMatchObject({ body: { ShortCode: '600000' } });
  });

  it('begins no further window once it is to stop', async () => {
    const it = fixture();
    const stop = new AbortController();
    it.daraja.script.push(EMPTY);
    it.daraja.onArrival = () => stop.abort();
    await it.filler.run(stop.signal);
    expect(it.daraja.sent).toHaveLength(1);
    expect(await it.cursor()).toEqual({ filledUntil: NOON - HOUR });
  });

  it('names the time that is out of reach, and does not ask for it', async () => {
    const it = fixture();
    it.daraja.script.push(EMPTY);
    await it.filler.run();
    it.daraja.sent.length = 0;
    it.clock.advance(50 * HOUR);
    await it.filler.run();
    expect(it.warnings).toEqual([
      expect.stringContaining('from 2026-11-21T08:58:00.000Z to 2026-11-21T11:01:00.000Z'),
    ]);
    expect(it.windows()[0]).toBe('14:01:00-15:01:00');
  });

  it('names nothing as out of reach that is just within it', async () => {
    const it = fixture();
    it.daraja.script.push(EMPTY);
    await it.filler.run();
    it.clock.advance(48 * HOUR - 3 * MINUTE);
    await it.filler.run();
    expect(it.warnings).toEqual([]);
  });

  it('asks on behind the rows it was sent, the repeated ones counted', async () => {
    const it = fixture({ accounts: [{ ...account, lookbackMs: HOUR }] });
    it.daraja.script.push(page(row('UKL1'), row('UKL1')), page(row('UKL2')), EMPTY);
    await it.filler.run();
    expect(it.facts.map(({ receipt }) => receipt)).toEqual(['UKL1', 'UKL2']);
    expect(it.daraja.sent.map(({ body }) => (body as { OffSetValue: string }).OffSetValue)).toEqual([
      '0',
      '2',
      '3',
    ]);
  });
});

/** As Pull writes it: Nairobi's, whatever its Z says. */
function timeOf(at: number): string {
  return formatEastAfricaTime(at).replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z');
}
