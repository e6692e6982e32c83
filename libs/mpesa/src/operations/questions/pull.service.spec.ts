import { describe, expect, it } from '@jest/globals';
import { NOON } from '../../testing/in-memory/sample-payments.js';
import { questionFixture } from '../../testing/in-memory/question-fixture.js';
import { formatPullTime } from '../../daraja/wire/wire-time.js';
import { PullService, type PullServiceDeps } from './pull.service.js';

const HOUR = 3_600_000;
const URL = 'https://pay.example.co.ke/callbacks/c2b-confirmation/600966/token';
const row = (receipt: string): object => ({
  transactionId: receipt,
  trxDate: '2026-11-21T10:13:00Z',
  msisdn: 254722000000,
  sender: 'MPESA',
  transactiontype: 'c2b-pay-bill-debit',
  billreference: 'INV-77',
  amount: '168.50',
  organizationname: 'Duka',
});
const page = (...rows: unknown[]): object => ({
  ResponseCode: rows.length ? '1000' : '1001',
  Response: [rows],
});
const rows = (from: number, to: number): object[] =>
  Array.from({ length: to - from }, (_, index) => row(`R${from + index}`));

function fixture(over: Partial<PullServiceDeps> = {}) {
  const it = questionFixture();
  const warnings: string[] = [];
  const registered: string[] = [];
  const service = new PullService({
    ...it.deps,
    confirmationUrlFor: ({ shortcode }) => URL.replace('600966', shortcode),
    production: false,
    gapFills: { register: async ({ shortcode, account }) => void registered.push(`${account} ${shortcode}`) },
    onWarning: (warning) => warnings.push(warning),
    ...over,
  });
  const offsets = () => it.daraja.sent.map(({ body }) => (body as { OffSetValue: string }).OffSetValue);
  return { ...it, service, warnings, registered, offsets };
}

describe('registering for Pull', () => {
  it('names the nominated phone and the confirmation URL', async () => {
    const { service, daraja, answers, warnings, registered } = fixture();
    answers({ ResponseRefID: 'ref', ResponseStatus: '1000', ResponseDescription: 'Registered' });
    expect(await service.register({ nominatedPhone: '0722 000 000' })).toEqual({
      outcome: 'registered',
      shortcode: '600966',
      callbackUrl: URL,
      message: 'Registered',
      requestId: 'ref',
    });
    expect(daraja.sent).toEqual([
      {
        path: '/pulltransactions/v1/register',
        body: {
          ShortCode: '600966',
          RequestType: 'Pull',
          NominatedNumber: '254722000000',
          CallBackURL: URL,
        },
      },
    ]);
    expect(warnings).toEqual([]);
    expect(registered).toEqual(['default 600966']);
  });

  it('a second time is done as well', async () => {
    const { service, answers } = fixture();
    answers({ 'Response Status': '1001', 'Response Description': 'ShortCode already Registered' });
    const registered = await service.register({ nominatedPhone: '0722000000', account: 'kiosk' });
    expect(registered).toMatchObject({ outcome: 'already-registered', shortcode: '600001' });
  });

  it.each<[string, object, string]>([
    ['a land line', { nominatedPhone: '020 2222222' }, 'nominatedPhone'],
    ['a URL Safaricom does not take', { callbackUrl: 'https://pay.example.co.ke/mpesa' }, 'callbackUrl'],
    ['an account of nobody', { account: 'nobody' }, 'account'],
  ])('is refused for %s', async (_, over, field) => {
    const { service, daraja } = fixture();
    const refused = service.register({ nominatedPhone: '0722000000', ...over });
    await expect(refused).rejects.toMatchObject({ code: 'invalid-request', field });
    expect(daraja.sent).toEqual([]);
  });
});

describe('pulling', () => {
  it('tells each payment in our words', async () => {
    const { service, daraja, answers } = fixture();
    answers(page(row('UKL1')));
    answers(page());
    expect(await service.query({ from: NOON - HOUR })).toEqual({
      payments: [
        {
          receipt: 'UKL1',
          amountCents: 16_850,
          paidAt: Date.UTC(2026, 10, 21, 7, 13),
          phone: '254722000000',
          payerName: null,
          reference: 'INV-77',
          type: 'c2b-pay-bill-debit',
          organisationName: 'Duka',
        },
      ],
      unreadableRows: 0,
    });
    expect(daraja.sent[0]).toEqual({
      path: '/pulltransactions/v1/query',
      body: {
        ShortCode: '600966',
        StartDate: formatPullTime(NOON - HOUR),
        EndDate: formatPullTime(NOON),
        OffSetValue: '0',
      },
    });
  });

  it('goes on by as many rows as came, until nothing comes', async () => {
    const { service, answers, offsets } = fixture();
    for (const [from, to] of [
      [0, 100],
      [100, 200],
      [200, 207],
    ] as const)
      answers(page(...rows(from, to)));
    answers(page());
    expect((await service.query()).payments).toHaveLength(207);
    expect(offsets()).toEqual(['0', '100', '200', '207']);
  });

  it('ends where Safaricom repeats itself, and tells each receipt once', async () => {
    const { service, answers, offsets } = fixture();
    answers(page(...rows(0, 3)));
    answers(page(...rows(2, 5)));
    answers(page(...rows(2, 5)));
    const { payments } = await service.query();
    expect(payments.map(({ receipt }) => receipt)).toEqual(['R0', 'R1', 'R2', 'R3', 'R4']);
    expect(offsets()).toEqual(['0', '3', '6']);
  });

  it('counts the rows it cannot read, and skips them by the next offset', async () => {
    const { service, answers, offsets } = fixture();
    answers(page(row('R1'), { amount: '5' }));
    answers({ requestId: 'r', errorCode: '500', errorMessage: 'No transactions found' }, 500);
    expect(await service.query()).toMatchObject({ payments: [{ receipt: 'R1' }], unreadableRows: 1 });
    expect(offsets()).toEqual(['0', '2']);
  });

  it('reaches back 48 hours but for a minute unless told, in whole seconds outwards', async () => {
    const { service, daraja, answers, clock } = fixture();
    answers(page());
    clock.advance(1);
    await service.query();
    expect(daraja.sent).toMatchObject([
      {
        body: {
          StartDate: formatPullTime(NOON - 48 * HOUR + 60_000),
          EndDate: formatPullTime(NOON + 1_000),
        },
      },
    ]);
  });

  it('takes the whole 48 hours when asked to', async () => {
    const { service, answers } = fixture();
    answers(page());
    expect(await service.query({ from: NOON - 48 * HOUR })).toEqual({ payments: [], unreadableRows: 0 });
  });

  it.each<[string, object, string]>([
    ['further back than that', { from: NOON - 48 * HOUR - 1 }, 'from'],
    ['the future', { from: NOON + 1 }, 'from'],
    ['a time that is none', { from: Number.NaN }, 'from'],
    ['until tomorrow', { to: NOON + 1 }, 'to'],
    ['backwards', { from: NOON - 1, to: NOON - 2 }, 'to'],
    ['an account of nobody', { account: 'nobody' }, 'account'],
  ])('refuses %s before it asks', async (_, request, field) => {
    const { service, daraja } = fixture();
    await expect(service.query(request)).rejects.toMatchObject({ code: 'invalid-request', field });
    expect(daraja.sent).toEqual([]);
  });

  it('tells half of a window to nobody: a page that fails fails the query', async () => {
    const { service, answers } = fixture();
    answers(page(...rows(0, 100)));
    answers({ requestId: 'r', errorCode: '400.001', errorMessage: 'Invalid ShortCode' }, 400);
    await expect(service.query()).rejects.toMatchObject({ code: 'daraja-rejected', errorCode: '400.001' });
  });
});
