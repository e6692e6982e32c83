import {
  BalanceService,
  BillManagerService,
  BongaService,
  DataBundlesService,
  DynamicQrService,
  IdValidationService,
  OrganisationInfoService,
  PullService,
  RecipientNameService,
  StandingOrderService,
  SubscriberService,
  type Invoice,
  type MpesaOptions,
} from 'nestjs-mpesa';
import type { ENDPOINTS } from '../../libs/mpesa/src/daraja/endpoints/daraja.endpoints.js';
import { office, type Office } from '../e2e/money-out/office.js';
import { eventually } from '../support/eventually.js';
import { JANE, JOHN } from '../support/story.js';

export type EndpointName = keyof typeof ENDPOINTS;

/** A host that has an operator, a passkey and everything else a product may need. */
export type Host = Office;

/** How a host comes to send the request of one row: through the public service, never through the client. */
export interface WireCall {
  /** Name of the service, as a host injects it. */
  readonly service: string;
  readonly options?: Partial<MpesaOptions>;
  /** Where two products share a path: the schema that is not the one the OpenAPI file names there. */
  readonly schema?: string;
  readonly call: (host: Host) => Promise<unknown>;
}

const PAYBILL = '174379';
const DAY = 86_400_000;
const bill: Invoice = {
  id: 'INV-77',
  customerName: 'Jane Doe',
  phone: '0712 345 678',
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
const operator = { remarks: 'November', occasion: 'Payday' };
const joining = {
  email: 'bills@example.co.ke',
  contactPhone: '0722000000',
  logo: 'https://example.co.ke/logo.png',
};

/** One way to each row of the endpoint table. A row without one does not compile. */
export const WIRE_CALLS: Readonly<Record<EndpointName, WireCall>> = {
  oauth: push(),
  stkPush: push(),
  stkQuery: {
    service: 'StkPushService',
    call: async (host) => {
      const { id } = await pushed(host);
      await eventually(() => host.sim.phone(JOHN).prompt);
      await host.sim.answer(JOHN, { action: 'cancel' });
      await host.stk.query(id);
    },
  },
  c2bRegisterV1: { ...c2b('v1'), call: (host) => host.c2b.registerUrls() },
  c2bRegisterV2: { ...c2b('v2'), call: (host) => host.c2b.registerUrls() },
  c2bSimulateV1: { ...c2b('v1'), call: simulated },
  c2bSimulateV2: { ...c2b('v2'), call: simulated },
  b2cV1: { service: 'B2cService', options: { b2c: { version: 'v1' } }, call: paid },
  b2cV3: { service: 'B2cService', call: paid },
  pochi: { service: 'PochiService', call: pochi },
  pochiByB2c: { service: 'PochiService', options: { pochi: { path: 'b2c' } }, schema: 'Pochi', call: pochi },
  b2b: {
    service: 'B2bService',
    call: ({ b2b }) =>
      b2b.payBill({ to: '600000', amount: 190, reference: 'INV-77', requester: JANE, ...operator }),
  },
  tax: {
    service: 'TaxService',
    call: ({ tax }) => tax.remit({ amount: 239, prn: '353353', remarks: 'November' }),
  },
  reversal: { service: 'ReversalService', call: reversed },
  transactionStatus: {
    service: 'TransactionStatusService',
    call: async (host) => {
      const { receipt } = await host.sim.pay(JANE, { shortcode: '600996', account: 'A1', amount: 5 });
      return host.status.query({ receipt, ...operator });
    },
  },
  accountBalance: {
    service: 'BalanceService',
    call: ({ app }) => app.get(BalanceService).get({ remarks: 'Month end' }),
  },
  b2bExpress: {
    service: 'B2bExpressService',
    call: ({ express }) =>
      express.request({ till: '300584', amount: 71, reference: 'INV-77', partnerName: 'Vendor' }),
  },
  dynamicQr: {
    service: 'DynamicQrService',
    call: ({ app }) =>
      app.get(DynamicQrService).generate({ amount: 150, reference: 'ORDER-17', merchantName: 'Duka' }),
  },
  ratiba: { service: 'StandingOrderService', options: { shortcode: PAYBILL }, call: standingOrder },
  bongaCalculate: bonga('calculate-points'),
  bongaCalculator: bonga('calculator-points'),
  bongaRedeem: {
    service: 'BongaService',
    call: ({ app }) =>
      app.get(BongaService).redeem({ phone: JANE, amount: 100, points: 500, reference: 'INV-9' }),
  },
  bundleOffers: { service: 'DataBundlesService', call: bundle },
  bundlePurchase: { service: 'DataBundlesService', call: bundle },
  bundleStatus: { service: 'DataBundlesService', call: bundle },
  billManagerOptIn: bills((service) => service.invoice(bill)),
  billManagerChangeOptIn: bills((service) => service.update({ ...joining, sendReminders: true })),
  billManagerInvoice: bills((service) => service.invoice(bill)),
  billManagerInvoices: bills((service) => service.invoices([bill, { ...bill, id: 'INV-78', items: [] }])),
  billManagerReceipt: bills(acknowledged),
  billManagerChangeInvoice: bills(async (service) => {
    await service.invoice(bill);
    await service.changeInvoice({ ...bill, amount: 2_100, items: [] });
  }),
  billManagerChangeInvoices: bills(async (service) => {
    await service.invoice(bill);
    await service.changeInvoices([{ ...bill, amount: 2_100, items: [] }]);
  }),
  billManagerCancelInvoice: bills(async (service) => {
    await service.invoice(bill);
    await service.cancel(bill.id);
  }),
  billManagerCancelInvoices: bills(async (service) => {
    await service.invoice(bill);
    await service.cancelMany([bill.id]);
  }),
  pullRegister: { service: 'PullService', call: pulled },
  pullQuery: { service: 'PullService', call: pulled },
  imsi: subscriber((service) => service.imsi({ phone: JANE })),
  imsiV2: subscriber((service) => service.imsi({ phone: JANE, version: 'v2' })),
  simSwap: subscriber((service) => service.simSwap({ phone: JANE })),
  ageOnNetwork: subscriber((service) => service.ageOnNetwork({ phone: JANE })),
  idValidation: {
    service: 'IdValidationService',
    call: ({ app }) =>
      app.get(IdValidationService).validate({ phone: JANE, idType: 'national', idNumber: '12345678' }),
  },
  organisationInfo: {
    service: 'OrganisationInfoService',
    call: ({ app }) => app.get(OrganisationInfoService).find({ type: 'paybill', number: '600000' }),
  },
  b2cHakikisha: {
    service: 'RecipientNameService',
    call: ({ app }) => app.get(RecipientNameService).find({ phone: JANE }),
  },
};

/** Makes the call of a row from a host of its own, and waits until it has been answered. */
export async function makeCall(name: EndpointName): Promise<Host> {
  const { options = {}, call } = WIRE_CALLS[name];
  const shortcode = NEEDS_OPERATOR.has(name) ? {} : { shortcode: PAYBILL };
  const host = await office('sqlite', { ...shortcode, ...options });
  await call(host);
  await host.sim.settled();
  return host;
}

/** Only an operator of the shortcode may ask for these. */
const NEEDS_OPERATOR: ReadonlySet<EndpointName> = new Set<EndpointName>([
  'b2cV1',
  'b2cV3',
  'pochi',
  'pochiByB2c',
  'b2b',
  'tax',
  'reversal',
  'transactionStatus',
  'accountBalance',
]);

function push(): WireCall {
  return { service: 'StkPushService', call: pushed };
}

function pushed({ stk }: Host) {
  return stk.request({ phone: JOHN, amount: 1, reference: 'INV-77', description: 'Rent' });
}

function c2b(version: 'v1' | 'v2'): Omit<WireCall, 'call'> {
  return { service: 'C2bService', options: { c2b: { version } } };
}

async function simulated({ c2b: service }: Host): Promise<void> {
  await service.registerUrls();
  await service.simulate({ phone: JOHN, amount: 1, reference: 'INV-77' });
}

function paid({ b2c }: Host) {
  return b2c.pay({ phone: JANE, amount: 1_500, command: 'SalaryPayment', ...operator });
}

function pochi({ pochi: service }: Host) {
  return service.pay({ phone: JANE, amount: 1_500, ...operator });
}

async function reversed(host: Host): Promise<void> {
  await host.c2b.registerUrls();
  await host.sim.pay(JANE, { shortcode: '600996', account: 'A1', amount: 5 });
  await eventually(() => host.handled.length > 0);
  await host.reversals.request({ paymentId: host.handled[0]?.paymentId ?? '', ...operator });
}

function standingOrder({ app, sim }: Host) {
  const day = (days: number): string => new Date(sim.now() + days * DAY).toISOString().slice(0, 10);
  const days = { startsOn: day(2), endsOn: day(40) };
  const order = { name: 'Rent A1', phone: JOHN, amount: 4_500, reference: 'A1', description: 'Rent' };
  return app.get(StandingOrderService).create({ ...order, ...days, frequency: 'monthly' });
}

function bonga(path: 'calculate-points' | 'calculator-points'): WireCall {
  return { service: 'BongaService', call: ({ app }) => app.get(BongaService).worth({ points: 500, path }) };
}

async function bundle({ app }: Host): Promise<void> {
  const service = app.get(DataBundlesService);
  const [first] = await service.offers({ phone: JANE });
  if (first === undefined) throw new Error('the simulator offers no bundle');
  await service.purchase({ phone: JANE, bundle: first, payBy: 'm-pesa', id: 'bundle-1' });
  await service.status({ id: 'bundle-1' });
}

function bills(call: (service: BillManagerService, host: Host) => Promise<unknown>): WireCall {
  return {
    service: 'BillManagerService',
    call: async (host) => {
      const service = host.app.get(BillManagerService);
      await service.optIn(joining);
      await call(service, host);
    },
  };
}

async function acknowledged(service: BillManagerService, { sim, handled }: Host): Promise<void> {
  await service.invoice(bill);
  await sim.pay(JANE, { shortcode: PAYBILL, account: 'A1', amount: 800 });
  await eventually(() => handled.length > 0);
  const paymentId = handled[0]?.paymentId ?? '';
  await service.acknowledge({ paymentId, invoiceId: bill.id, customerName: 'Jane Doe', title: 'Rent' });
}

async function pulled({ app }: Host): Promise<void> {
  await app.get(PullService).register({ nominatedPhone: '0722000000' });
  await app.get(PullService).query();
}

function subscriber(call: (service: SubscriberService) => Promise<unknown>): WireCall {
  return { service: 'SubscriberService', call: ({ app }) => call(app.get(SubscriberService)) };
}
