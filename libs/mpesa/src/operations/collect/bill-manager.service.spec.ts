import { describe, expect, it } from '@jest/globals';
import { AccountDirectory } from '../../options/account-directory.js';
import { resolveAccount } from '../../options/resolve-account.js';
import { InMemoryBillManagerStore } from '../../testing/in-memory/in-memory-bill-manager.store.js';
import { questionFixture } from '../../testing/in-memory/question-fixture.js';
import { systemRandom } from '../../values/random.js';
import { BillManagerEnrolment, type BillManagerOptIn } from './bill-manager-enrolment.js';
import { BillManagerLine } from './bill-manager-line.js';
import { BillManagerService } from './bill-manager.service.js';
import { BillReceipts } from './bill-receipts.js';
import type { Invoice } from './invoice-request.js';

const OPTED_IN = { app_key: 'AG_1', resmsg: 'Success', rescode: '200' };
const SENT = { Status_Message: 'Invoice sent successfully', resmsg: 'Success', rescode: '200' };
const details: BillManagerOptIn = { email: 'bills@example.co.ke', contactPhone: '0722 000 000' };
const invoice: Invoice = {
  id: 'INV-2345',
  customerName: 'John Doe',
  phone: '+254 722 000 000',
  title: 'Rent',
  period: 'November 2026',
  dueDate: '2026-12-05',
  reference: 'A1',
  amount: 2_000,
  items: [
    { name: 'rent', amount: 1_800 },
    { name: 'water', amount: 200 },
  ],
};
/** As the portal prints it. */
const WIRE_INVOICE = {
  externalReference: 'INV-2345',
  billedFullName: 'John Doe',
  billedPhoneNumber: '0722000000',
  billedPeriod: 'November 2026',
  invoiceName: 'Rent',
  dueDate: '2026-12-05',
  accountReference: 'A1',
  amount: '2000',
  invoiceItems: [
    { itemName: 'rent', amount: '1800' },
    { itemName: 'water', amount: '200' },
  ],
};

function fixture(answer: unknown = SENT, settings: { url?: string; production?: boolean } = {}) {
  const it = questionFixture();
  it.answers(answer);
  const store = new InMemoryBillManagerStore();
  const warnings: string[] = [];
  const wired = {
    consumerKey: 'key',
    consumerSecret: 'secret',
    shortcode: '718003',
    billManager: { prefix: '/v1/bills/', cancelBulk: 'cancel-bulk-invoice', appKey: 'AG_own' },
  } as const;
  const accounts = new AccountDirectory(
    new Map([
      ['default', resolveAccount('default', { ...wired, shortcode: '600966', billManager: undefined })],
      ['wired', resolveAccount('wired', wired)],
    ]),
  );
  const line = new BillManagerLine({ ...it.deps, accounts, store, random: systemRandom });
  const enrolment = new BillManagerEnrolment({
    accounts,
    line,
    store,
    callbackUrlFor: ({ shortcode }) => settings.url ?? `https://pay.example.co.ke/b/${shortcode}`,
    production: settings.production ?? false,
    clock: it.clock,
    onWarning: (message) => warnings.push(message),
  });
  const receipts = new BillReceipts({ store, queries: { get: async () => null }, clock: it.clock });
  const service = new BillManagerService({ accounts, line, enrolment, receipts });
  return { ...it, store, service, warnings };
}

describe('opting in', () => {
  it('tells where payments are pushed, and keeps the app key encrypted', async () => {
    const { service, daraja, store, clock } = fixture(OPTED_IN);
    const registration = await service.optIn({
      ...details,
      sendReminders: true,
      logo: 'https://l.co.ke/a.png',
    });
    expect(registration).toEqual({
      shortcode: '600966',
      account: 'default',
      email: 'bills@example.co.ke',
      callbackUrl: 'https://pay.example.co.ke/b/600966',
      optedInAt: clock.now(),
      updatedAt: clock.now(),
    });
    expect(daraja.sent).toEqual([
      {
        path: '/v1/billmanager-invoice/optin',
        body: {
          shortcode: '600966',
          email: 'bills@example.co.ke',
          officialContact: '0722000000',
          sendReminders: '1',
          logo: 'https://l.co.ke/a.png',
          callbackurl: 'https://pay.example.co.ke/b/600966',
        },
      },
    ]);
    expect(await service.registration()).toEqual(registration);
    expect(JSON.stringify(await store.biller('600966'))).not.toContain('AG_1');
  });

  it('gives the key that goes into the header of every later call', async () => {
    const { service, daraja } = fixture(OPTED_IN);
    await service.optIn(details);
    daraja.script.splice(0, 1, { status: 200, body: SENT });
    expect(await service.invoice(invoice)).toEqual({ message: 'Invoice sent successfully' });
    expect(daraja.headers.map(({ appKey, app_key }) => [appKey, app_key])).toEqual([
      [undefined, undefined],
      ['AG_1', 'AG_1'],
    ]);
  });

  it('may be changed, and keeps its key and its day', async () => {
    const { service, daraja, clock } = fixture(OPTED_IN);
    const { optedInAt } = await service.optIn(details);
    daraja.script.splice(0, 1, { status: 200, body: SENT });
    clock.advance(60_000);
    const changed = await service.update({ ...details, email: 'new@example.co.ke' });
    expect(changed).toMatchObject({ email: 'new@example.co.ke', optedInAt, updatedAt: optedInAt + 60_000 });
    expect(daraja.sent[1]).toMatchObject({ path: '/v1/billmanager-invoice/change-optin-details' });
    await service.cancel('INV-1');
    expect(daraja.headers[2]).toMatchObject({ appKey: 'AG_1' });
  });

  it.each<[string, object, string]>([
    ['an address that is none', { email: 'example.co.ke' }, 'email'],
    ['an address that is too long', { email: `${'x'.repeat(250)}@a.ke` }, 'email'],
    ['a logo that is no text', { logo: { url: 'x' } }, 'logo'],
    ['a phone abroad', { contactPhone: '+255712345678' }, 'contactPhone'],
    ['an account that is not there', { account: 'nobody' }, 'account'],
  ])('with %s is not tried', async (_, over, field) => {
    const { service, daraja } = fixture();
    await expect(service.optIn({ ...details, ...over })).rejects.toMatchObject({ field });
    expect(daraja.sent).toEqual([]);
  });

  it('is not tried with a URL that Safaricom refuses, and warns of one it may not reach', async () => {
    const refused = fixture(OPTED_IN, { url: 'https://pay.example.co.ke/mpesa/1', production: true });
    await expect(refused.service.optIn(details)).rejects.toMatchObject({ field: 'callbackUrl' });
    const warned = fixture(OPTED_IN, { url: 'https://shop.ngrok-free.app/b/1' });
    await warned.service.optIn(details);
    expect(warned.warnings).not.toEqual([]);
  });
});

describe('an invoice', () => {
  it('is written as the portal prints it, alone or with others', async () => {
    const { service, daraja } = fixture();
    await service.invoice(invoice);
    await service.invoices([invoice, { ...invoice, id: 'INV-2', items: undefined }]);
    const { invoiceItems: _, ...plain } = WIRE_INVOICE;
    expect(daraja.sent).toEqual([
      { path: '/v1/billmanager-invoice/single-invoicing', body: WIRE_INVOICE },
      {
        path: '/v1/billmanager-invoice/bulk-invoicing',
        body: [WIRE_INVOICE, { ...plain, externalReference: 'INV-2' }],
      },
    ]);
  });

  it('is changed and taken back, alone or with others', async () => {
    const { service, daraja } = fixture();
    await service.changeInvoice(invoice);
    await service.changeInvoices([invoice]);
    await service.cancel('INV-1');
    await service.cancelMany(['INV-1', 'INV-2']);
    expect(daraja.sent.map(({ path }) => path.split('/').at(-1))).toEqual([
      'change-invoice',
      'change-invoices',
      'cancel-single-invoice',
      'cancel-bulk-invoices',
    ]);
    expect(daraja.sent[3]?.body).toEqual([{ externalReference: 'INV-1' }, { externalReference: 'INV-2' }]);
  });

  it('goes to the paths and with the key that the account is wired for', async () => {
    const { service, daraja } = fixture();
    await service.cancelMany(['INV-1'], { account: 'wired' });
    expect(daraja.sent[0]?.path).toBe('/v1/bills/cancel-bulk-invoice');
    expect(daraja.headers[0]).toMatchObject({ appKey: 'AG_own' });
  });

  it('that is paid cannot be taken back', async () => {
    const { service } = fixture({
      Status_Message: 'partially or fully paid …',
      resmsg: 'Conflict',
      rescode: '409',
    });
    await expect(service.cancel('INV-1')).rejects.toMatchObject({
      code: 'daraja-rejected',
      errorCode: '409',
    });
  });

  it.each<[string, object, string]>([
    ['items that are no list', { items: 'rent' }, 'items'],
    ['an item that is none', { items: [null] }, 'items'],
    ['without id', { id: '' }, 'id'],
    ['without name', { customerName: ' ' }, 'customerName'],
    ['for a phone abroad', { phone: '+255712345678' }, 'phone'],
    ['for nothing', { amount: 0 }, 'amount'],
    ['with cents', { amount: 9.5 }, 'amount'],
    ['of a month nobody knows', { period: 'Smarch 2026' }, 'period'],
    ['due on the 31st of February', { dueDate: '2026-02-31' }, 'dueDate'],
    ['due on a day that is written otherwise', { dueDate: '05-12-2026' }, 'dueDate'],
    ['for an account number that is too long', { reference: 'x'.repeat(21) }, 'reference'],
    ['with an item for nothing', { items: [{ name: 'rent', amount: 0 }] }, 'items[0].amount'],
  ])('%s is not sent', async (_, over, field) => {
    const { service, daraja } = fixture();
    await expect(service.invoice({ ...invoice, ...over })).rejects.toMatchObject({ field });
    const listed = service.invoices([
      { ...invoice, id: 'INV-1' },
      { ...invoice, ...over },
    ]);
    await expect(listed).rejects.toMatchObject({ field: `invoices[1].${field}` });
    expect(daraja.sent).toEqual([]);
  });

  it('comes in lists of 1 to 1000, each once', async () => {
    const { service, daraja } = fixture();
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...invoice, id: `INV-${index}` }));
    for (const list of [[], many(1001), [invoice, invoice]]) {
      await expect(service.invoices(list)).rejects.toMatchObject({ field: 'invoices' });
    }
    await expect(service.cancelMany(['a', 'a'])).rejects.toMatchObject({ field: 'ids' });
    expect(daraja.sent).toEqual([]);
    await service.invoices(many(1000));
    expect(daraja.sent[0]?.body).toHaveLength(1000);
  });
});
