import { describe, expect, it } from '@jest/globals';
import { DarajaRejectedError } from '../../errors/daraja-rejected.error.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { AccountDirectory } from '../../options/account-directory.js';
import { resolveAccount } from '../../options/resolve-account.js';
import { fakeDaraja } from '../../testing/in-memory/fake-daraja.js';
import { NOON } from '../../testing/in-memory/sample-payments.js';
import { ManualClock } from '../../testing/manual-clock.js';
import type { StoredC2bRegistration } from './c2b-registration.store.js';
import { C2bService, type C2bServiceDeps, type C2bSimulateRequest } from './c2b.service.js';

const app = { consumerKey: 'key', consumerSecret: 'secret' };
const accounts = new AccountDirectory(
  new Map([
    ['default', resolveAccount('default', { ...app, shortcode: '600966' })],
    [
      'shop',
      resolveAccount('shop', {
        ...app,
        type: 'till',
        shortcode: '600001',
        till: '5123456',
        c2b: { version: 'v1', responseType: 'Cancelled' },
      }),
    ],
  ]),
);
const SUCCESS = { OriginatorCoversationID: '6e86-45dd', ResponseCode: '0', ResponseDescription: 'Success' };

function fixture(over: Partial<C2bServiceDeps> = {}) {
  const clock = new ManualClock(NOON);
  const daraja = fakeDaraja(clock);
  daraja.script.push({ status: 200, body: SUCCESS });
  const registrations = new Map<string, StoredC2bRegistration>();
  const warnings: string[] = [];
  const service = new C2bService({
    client: daraja.client,
    accounts,
    registrations: {
      put: async (registration) => void registrations.set(registration.shortcode, registration),
      get: async (shortcode) => registrations.get(shortcode) ?? null,
    },
    inbox: { lastSeen: async (kind) => (kind === 'c2b-validation' ? null : NOON + 5) },
    urlsFor: ({ shortcode }) => ({
      confirmationUrl: `https://pay.example.co.ke/callbacks/c2b-confirmation/${shortcode}/token`,
      validationUrl: `https://pay.example.co.ke/callbacks/c2b-validation/${shortcode}/token`,
    }),
    baseUrl: 'https://sandbox.safaricom.co.ke',
    production: false,
    clock,
    onWarning: (warning) => warnings.push(warning),
    ...over,
  });
  return { service, daraja, warnings, clock };
}

describe('registering URLs', () => {
  it('tells Safaricom both of a shortcode, and keeps what it answered', async () => {
    const { service, daraja, warnings } = fixture();
    const registration = await service.registerUrls();
    expect(daraja.sent).toEqual([
      {
        path: '/mpesa/c2b/v2/registerurl',
        body: {
          ShortCode: '600966',
          ResponseType: 'Completed',
          ConfirmationURL: 'https://pay.example.co.ke/callbacks/c2b-confirmation/600966/token',
          ValidationURL: 'https://pay.example.co.ke/callbacks/c2b-validation/600966/token',
        },
      },
    ]);
    expect(registration).toMatchObject({
      account: 'default',
      outcome: 'registered',
      registeredAt: NOON,
      answerCode: '0',
      answerText: 'Success',
    });
    expect(await service.registration()).toEqual({
      ...registration,
      lastValidationAt: null,
      lastConfirmationAt: NOON + 5,
    });
    expect(warnings).toEqual([]);
  });

  it('speaks the version and type of the account', async () => {
    const { service, daraja } = fixture();
    await service.registerUrls({ account: 'shop' });
    expect(daraja.sent).toMatchObject([
      { path: '/mpesa/c2b/v1/registerurl', body: { ShortCode: '600001', ResponseType: 'Cancelled' } },
    ]);
  });

  it('that are registered already is done, with a warning, and the URLs Safaricom kept', async () => {
    const it = fixture();
    const first = await it.service.registerUrls();
    const body = { requestId: 'r', errorCode: '500.003.1001', errorMessage: 'Urls are already registered.' };
    it.daraja.script.splice(0, 1, { status: 500, body });
    it.clock.advance(1_000);
    expect(await it.service.registerUrls()).toMatchObject({
      outcome: 'already-registered',
      confirmationUrl: first.confirmationUrl,
      registeredAt: NOON,
      answerCode: '500.003.1001',
    });
    expect(it.warnings).toEqual([expect.stringContaining('shortcode 600966')]);
  });

  it('that Safaricom would refuse is refused before it is sent', async () => {
    const url = 'https://pay.example.co.ke/mpesa';
    const { service, daraja } = fixture({ urlsFor: () => ({ confirmationUrl: url, validationUrl: url }) });
    await expect(service.registerUrls()).rejects.toMatchObject({ field: 'confirmationUrl', value: url });
    expect(daraja.sent).toEqual([]);
  });

  it('through a tunnel is warned about, and refused in production', async () => {
    const url = 'https://abc.ngrok-free.app/c';
    const urlsFor = () => ({ confirmationUrl: url, validationUrl: url });
    const sandbox = fixture({ urlsFor });
    await sandbox.service.registerUrls();
    expect(sandbox.warnings).toHaveLength(2);
    await expect(fixture({ urlsFor, production: true }).service.registerUrls()).rejects.toThrow(
      InvalidRequestError,
    );
  });

  it('that is refused keeps nothing', async () => {
    const it = fixture();
    const body = { requestId: 'r', errorCode: '400.003.02', errorMessage: 'Bad Request - Invalid ShortCode' };
    it.daraja.script.splice(0, 1, { status: 400, body });
    await expect(it.service.registerUrls()).rejects.toThrow(DarajaRejectedError);
    expect(await it.service.registration()).toBeNull();
  });
});

describe('simulating a payment', () => {
  const request: C2bSimulateRequest = { phone: '0722000000', amount: 5, reference: 'INV-77' };

  it('plays a customer who pays a pay bill', async () => {
    const { service, daraja } = fixture();
    expect(await service.simulate(request)).toEqual({ originatorConversationId: '6e86-45dd' });
    expect(daraja.sent).toEqual([
      {
        path: '/mpesa/c2b/v2/simulate',
        body: {
          ShortCode: '600966',
          CommandID: 'CustomerPayBillOnline',
          Amount: 5,
          Msisdn: 254722000000,
          BillRefNumber: 'INV-77',
        },
      },
    ]);
  });

  it('plays a customer who pays a till, without account number', async () => {
    const { service, daraja } = fixture();
    await service.simulate({ phone: '0722000000', amount: 5, account: 'shop' });
    expect(daraja.sent).toMatchObject([
      {
        path: '/mpesa/c2b/v1/simulate',
        body: { ShortCode: '5123456', CommandID: 'CustomerBuyGoodsOnline', BillRefNumber: null },
      },
    ]);
  });

  it.each<[string, Partial<C2bSimulateRequest>, string]>([
    ['no account number for a pay bill', { reference: undefined }, 'reference'],
    ['an account number of 21', { reference: 'x'.repeat(21) }, 'reference'],
    ['an account number for a till', { account: 'shop' }, 'reference'],
    ['no phone', { phone: '' }, 'phone'],
    ['cents', { amount: 0.5 }, 'amount'],
  ])('refuses %s before it is sent', async (_, over, field) => {
    const { service, daraja } = fixture();
    await expect(service.simulate({ ...request, ...over })).rejects.toMatchObject({ field });
    expect(daraja.sent).toEqual([]);
  });

  it('is not for production', async () => {
    const { service, daraja } = fixture({ production: true });
    await expect(service.simulate(request)).rejects.toMatchObject({ field: 'environment' });
    expect(daraja.sent).toEqual([]);
  });
});
