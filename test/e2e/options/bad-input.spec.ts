import { describe, expect, it } from '@jest/globals';
import {
  InvalidRequestError,
  BongaService,
  IdValidationService,
  OperatorsService,
  PaymentNotFoundError,
  StandingOrderService,
  SubscriberService,
  TransactionStatusService,
  type C2bSimulateRequest,
  type PaymentFilter,
  type StkPushRequest,
} from 'nestjs-mpesa';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { expectOneSuccess } from '../../support/money.js';
import { PASSKEY, testApp, type TestApp } from '../../support/test-app.js';

const accounts = {
  canteen: { type: 'till', shortcode: '300583', till: '300584', passkey: PASSKEY },
  fees: {
    shortcode: '600000',
    passkey: PASSKEY,
    limits: { stkPush: { min: 100, max: 5_000 }, c2b: { max: 50 } },
  },
  mute: { shortcode: '600584' },
} as const;

const start = (kind: TestDatabaseKind): Promise<TestApp> => testApp().on(kind).options({ accounts }).start();

async function rowsOf({ database }: TestApp): Promise<number> {
  const rows = await database.query('SELECT id FROM mpesa_payment UNION ALL SELECT id FROM mpesa_event');
  return rows.length;
}

/** A value as an error tells it: nobody is shown ten thousand characters, or somebody's number. */
function told(value: unknown): unknown {
  const json = typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
  const isDate = value instanceof Date;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : json;
  if (!isDate && (text.match(/\p{Nd}/gu) ?? []).length > 6)
    return expect.stringMatching(/\p{Nd}\*{4}\p{Nd}/u);
  return json.length > 2_000 ? `${json.slice(0, 200)}…` : value;
}

/** Refused with one error that names field, value and rule, before anything was stored or sent. */
async function expectRefused(
  shop: TestApp,
  call: () => Promise<unknown>,
  field: string,
  value: unknown,
): Promise<void> {
  const error = await call().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InvalidRequestError);
  expect(error).toMatchObject({
    field,
    value: told(value),
    code: 'invalid-request',
    retryable: false,
    moneyMayHaveMoved: false,
  });
  expect((error as InvalidRequestError).rule).toMatch(/^must /);
  expect((error as InvalidRequestError).message).toContain(field);
  expect(await rowsOf(shop)).toBe(0);
  expect(shop.sim.requests()).toEqual([]);
}

const PHONES_TAKEN = [
  '0708374149',
  '0708 374 149',
  '0708-374-149',
  '(0708) 374149',
  '708374149',
  '254708374149',
  '+254708374149',
  '+254 708 374 149',
  '+254-708-374-149',
  '00254708374149',
  '+254 0708 374 149',
  ' 0708374149 ',
  '0114567890',
  '+254 114 567 890',
];

const PHONES_REFUSED: unknown[] = [
  '',
  ' ',
  undefined,
  null,
  true,
  '070837414',
  '07083741499',
  '0208374149',
  '0608374149',
  '+255708374149',
  '+447911123456',
  '0708374149 or 0722000000',
  '0708374149;ext=5',
  'O7O8374149',
  '٠٧٠٨٣٧٤١٤٩',
  {},
  ['0708374149'],
  7083741.49,
];

const STK: ReadonlyArray<
  [what: string, request: Partial<Record<keyof StkPushRequest, unknown>>, field: string]
> = [
  ['an amount of nothing', { amount: 0 }, 'amount'],
  ['an amount below zero', { amount: -5 }, 'amount'],
  ['an amount with cents', { amount: 10.5 }, 'amount'],
  ['an amount above the limit', { amount: 250_001 }, 'amount'],
  ['an amount as text', { amount: '150' }, 'amount'],
  ['no amount', { amount: undefined }, 'amount'],
  ['an amount that is no number', { amount: Number.NaN }, 'amount'],
  ['an endless amount', { amount: Number.POSITIVE_INFINITY }, 'amount'],
  ["less than the account's own limit", { amount: 99, account: 'fees' }, 'amount'],
  ["more than the account's own limit", { amount: 5_001, account: 'fees' }, 'amount'],
  ['an empty reference', { reference: '' }, 'reference'],
  ['a blank reference', { reference: '   ' }, 'reference'],
  ['a reference of 13', { reference: 'ORDER-1234567' }, 'reference'],
  ['a reference with a letter that makes pushes vanish', { reference: 'A&B' }, 'reference'],
  ['a reference that is a number', { reference: 17 }, 'reference'],
  ['a description of 14', { description: 'fourteen chars' }, 'description'],
  ['a description with an at sign', { description: 'a@b' }, 'description'],
  ['an empty idempotency key', { idempotencyKey: '' }, 'idempotencyKey'],
  ['an idempotency key of 121', { idempotencyKey: 'k'.repeat(121) }, 'idempotencyKey'],
  ['metadata that is a list', { metadata: ['a'] }, 'metadata'],
  ['metadata that is too long', { metadata: { text: 'x'.repeat(10_001) } }, 'metadata'],
  ['an unknown account', { account: 'nobody' }, 'account'],
  ['an account that is called like a part of every object', { account: 'constructor' }, 'account'],
];

const C2B: ReadonlyArray<
  [what: string, request: Partial<Record<keyof C2bSimulateRequest, unknown>>, field: string]
> = [
  ['no account number', { reference: undefined }, 'reference'],
  ['an empty account number', { reference: '' }, 'reference'],
  ['an account number of 21', { reference: 'x'.repeat(21) }, 'reference'],
  ['an account number with a line break', { reference: 'a\nb' }, 'reference'],
  ['an account number for a till', { account: 'canteen', reference: 'INV-77' }, 'reference'],
  ['more than the limit', { amount: 51, account: 'fees' }, 'amount'],
  ['half a shilling', { amount: 0.5 }, 'amount'],
  ['a foreign phone', { phone: '+255708374149' }, 'phone'],
  ['an unknown account', { account: 'nobody' }, 'account'],
];

describe.each(testDatabases())('a push, on %s', (kind) => {
  it.each(PHONES_TAKEN)('takes the phone number %s', async (phone) => {
    const shop = await start(kind);
    const owner = phone.includes('114') ? '254114567890' : '254708374149';
    expect((await shop.stk.request({ phone, amount: 1 })).phone).toBe(owner);
    expect(shop.sim.phone(owner).prompt).toMatchObject({ amount: 1 });
  });

  it('refuses every other phone number', async () => {
    const shop = await start(kind);
    for (const phone of PHONES_REFUSED) {
      await expectRefused(
        shop,
        () => shop.stk.request({ phone: phone as string, amount: 1 }),
        'phone',
        phone,
      );
    }
  });

  it('refuses bad fields one by one, and takes the same request without them', async () => {
    const shop = await start(kind);
    const good = { phone: '0708 374 149', amount: 150, reference: 'ORDER-1', description: 'thirteen char' };
    for (const [, bad, field] of STK) {
      const request = { ...good, ...bad } as StkPushRequest;
      await expectRefused(shop, () => shop.stk.request(request), field, bad[field as keyof typeof bad]);
    }
    await shop.stk.request(good);
    await shop.sim.answer('254708374149', { action: 'pay' });
    await expectOneSuccess(shop);
  });

  it('needs an account with a passkey', async () => {
    const shop = await start(kind);
    const call = (): Promise<unknown> =>
      shop.stk.request({ phone: '0708 374 149', amount: 1, account: 'mute' });
    await expectRefused(shop, call, 'account', 'mute');
  });

  it('takes one shilling and a quarter of a million', async () => {
    const shop = await start(kind);
    expect((await shop.stk.request({ phone: '0708 374 149', amount: 1 })).amountCents).toBe(100);
    expect((await shop.stk.request({ phone: '0733 123 456', amount: 250_000 })).amountCents).toBe(25_000_000);
  });
});

describe.each(testDatabases())('a C2B payment, on %s', (kind) => {
  it('refuses bad fields one by one', async () => {
    const shop = await start(kind);
    for (const [, bad, field] of C2B) {
      const request = {
        phone: '0708 374 149',
        amount: 20,
        reference: 'INV-77',
        ...bad,
      } as C2bSimulateRequest;
      await expectRefused(shop, () => shop.c2b.simulate(request), field, bad[field as keyof typeof bad]);
    }
    await expectRefused(shop, () => shop.c2b.registerUrls({ account: 'nobody' }), 'account', 'nobody');
  });
});

describe.each(testDatabases())('looking things up, on %s', (kind) => {
  it('refuses a page that is none', async () => {
    const shop = await start(kind);
    await expectRefused(shop, () => shop.payments.find({}, { limit: 0 }), 'limit', 0);
    await expectRefused(shop, () => shop.inbox.unmatched({ limit: 1.5 }), 'limit', 1.5);
    await expectRefused(shop, () => shop.payments.find({}, { cursor: 'nonsense' }), 'cursor', 'nonsense');
    const listed = ['nonsense'];
    await expectRefused(shop, () => shop.payments.find({}, { cursor: listed as never }), 'cursor', listed);
  });

  it.each<[field: keyof PaymentFilter, value: unknown]>([
    ['reference', { reference: 1 }],
    ['receipt', ['UKL1', 'UKL2']],
    ['reference', ['ORDER-1', 17]],
    ['phone', null],
    ['receipt', 17],
    ['status', [{ status: 1 }]],
    ['createdFrom', Number.NaN],
    ['createdTo', new Date(0)],
  ])('refuses a filter by %s with what a query string makes of it: %j', async (field, value) => {
    const shop = await start(kind);
    await expectRefused(shop, () => shop.payments.find({ [field]: value }), field, value);
  });

  it('refuses an id that is no text', async () => {
    const shop = await start(kind);
    const id = { id: 1 } as unknown as string;
    await expectRefused(shop, () => shop.payments.get(id), 'paymentId', id);
    await expectRefused(shop, () => shop.payments.recheck(id), 'paymentId', id);
    await expectRefused(shop, () => shop.stk.query(id), 'paymentId', id);
    await expectRefused(shop, () => shop.inbox.release(id), 'id', id);
    await expectRefused(shop, () => shop.events.forget(id), 'handler', id);
    await expectRefused(shop, () => shop.events.replay({ eventId: id, handler: 'a' }), 'eventId', id);
    await expectRefused(shop, () => shop.events.replay({ eventId: 'a', handler: id }), 'handler', id);
    const operators = shop.app.get(OperatorsService);
    await expectRefused(shop, () => operators.unlock({ account: id, initiator: 'a' }), 'account', id);
    await expectRefused(shop, () => operators.unlock({ account: 'a', initiator: id }), 'initiator', id);
    const status = shop.app.get(TransactionStatusService);
    const receipt = 'UKL7RT61SV';
    await expectRefused(shop, () => status.query({ receipt, account: id }), 'account', id);
    const orders = shop.app.get(StandingOrderService);
    await expectRefused(shop, () => orders.get(id), 'id', id);
    await expectRefused(shop, () => orders.executions(id), 'id', id);
    await expectRefused(shop, () => orders.find({ phone: id }), 'phone', id);
  });

  it('tells no more of an id than anybody could have meant', async () => {
    const shop = await start(kind);
    const error = await shop.payments.get('x'.repeat(1_000_000)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PaymentNotFoundError);
    expect((error as Error).message.length).toBeLessThan(200);
  });

  it.each([Object.create(null), { toString: () => 'v1' }, ['v1'], Symbol('v1')])(
    'refuses a choice that is no text, whatever JavaScript would make of it (%#)',
    async (choice) => {
      const shop = await start(kind);
      const bad = choice as never;
      const request = { phone: '0708 374 149', amount: 20, reference: 'A' };
      const { app } = shop;
      const imsi = () => app.get(SubscriberService).imsi({ phone: request.phone, version: bad });
      await expectRefused(shop, imsi, 'version', choice);
      const worth = () => app.get(BongaService).worth({ points: 1, path: bad });
      await expectRefused(shop, worth, 'path', choice);
      const idNumber = '12345678';
      const validate = () =>
        app.get(IdValidationService).validate({ phone: request.phone, idType: bad, idNumber });
      await expectRefused(shop, validate, 'idType', choice);
    },
  );
});
