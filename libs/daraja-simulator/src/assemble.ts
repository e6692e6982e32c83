import { CallbackSender } from './callbacks/callback-sender.js';
import { HeldCallbacks } from './callbacks/held-callbacks.js';
import { PendingWork } from './clock/pending-work.js';
import { VirtualClock } from './clock/virtual-clock.js';
import { FaultService } from './control/fault.service.js';
import { PhoneService } from './control/phone.service.js';
import { ShortcodeService } from './control/shortcode.service.js';
import { TimeService } from './control/time.service.js';
import { WorldReset } from './control/world-reset.js';
import { EventHub } from './events/event-hub.js';
import { FaultBox } from './faults/fault-box.js';
import { Gateway } from './gateway/gateway.js';
import { DarajaIds } from './ids/daraja-ids.js';
import { Journal } from './journal/journal.js';
import { Ledger } from './ledger/ledger.js';
import { Messenger } from './messages/messenger.js';
import { readRoutes } from './openapi/routes.js';
import { CustomerPayments, type PaymentWatcher } from './payments/customer-payments.js';
import { PaymentLimits } from './payments/payment-limits.js';
import { C2bConfirmation } from './products/c2b/c2b-confirmation.js';
import { C2bService } from './products/c2b/c2b.service.js';
import { C2bRegisterProduct } from './products/c2b/c2b-register.product.js';
import { C2bSimulateProduct } from './products/c2b/c2b-simulate.product.js';
import { C2bValidation } from './products/c2b/c2b-validation.js';
import { OauthProduct } from './products/oauth/oauth.product.js';
import { ReversalService } from './control/reversal.service.js';
import { B2bProduct } from './products/b2b/b2b.product.js';
import { OrgTransfer } from './products/b2b/org-transfer.js';
import { TaxProduct } from './products/b2b/tax.product.js';
import { B2cProduct } from './products/b2c/b2c.product.js';
import { BalanceProduct } from './products/balance/balance.product.js';
import { OperatorCheck } from './products/org/operator-check.js';
import { OrganisationService } from './products/org/organisation.service.js';
import { OrgOrders } from './products/org/org-order.js';
import { OrgRequests } from './products/org/org-requests.js';
import { PaymentReversal } from './products/reversal/payment-reversal.js';
import { PendingReversals } from './products/reversal/pending-reversals.js';
import { ReversalProduct } from './products/reversal/reversal.product.js';
import { StatusProduct } from './products/status/status.product.js';
import { TransactionArchive } from './products/status/transaction-archive.js';
import { B2cHakikishaProduct } from './products/lookups/b2c-hakikisha.product.js';
import { IdValidationProduct } from './products/lookups/id-validation.product.js';
import { NumberLookupProduct } from './products/lookups/number-lookup.product.js';
import { OrgInfoProduct } from './products/lookups/org-info.product.js';
import { PullQueryProduct } from './products/pull/pull-query.product.js';
import { PullRegisterProduct } from './products/pull/pull-register.product.js';
import { PullRegistrations } from './products/pull/pull-registrations.js';
import { QrProduct } from './products/qr/qr.product.js';
import { PhonePrompts } from './phone-prompts/phone-prompts.js';
import { BillBook } from './products/bills/bill-book.js';
import { BILL_OPS, BillManagerProduct } from './products/bills/bill-manager.product.js';
import { BillPush } from './products/bills/bill-push.js';
import { B2bExpressProduct } from './products/express/b2b-express.product.js';
import { BongaProduct } from './products/extras/bonga.product.js';
import { BundlePurchases } from './products/extras/bundle-purchases.js';
import { BundlesProduct } from './products/extras/bundles.product.js';
import { AccountNameCall } from './products/hakikisha/account-name-call.js';
import { RatibaProduct } from './products/ratiba/ratiba.product.js';
import { StandingOrders } from './products/ratiba/standing-orders.js';
import { QueryRate } from './products/stk/query-rate.js';
import { StkPrompts } from './products/stk/stk-prompts.js';
import { StkPushProduct } from './products/stk/stk-push.product.js';
import { StkPushes } from './products/stk/stk-pushes.js';
import { StkQueryProduct } from './products/stk/stk-query.product.js';
import { StkSettlement } from './products/stk/stk-settlement.js';
import { CurrentSettings } from './settings/current-settings.js';
import type { SimulatorSettings } from './settings/simulator-settings.js';
import { CallbackTester } from './tools/callback-tester.js';
import { CaughtCallbacks } from './tools/caught-callbacks.js';
import { TryWorld } from './tools/try-world.js';
import { TokenStore } from './tokens/token-store.js';
import { World } from './world/world.js';

/** What everything else rests on: time, settings, people, money, memory, weather. */
function assembleGround(initial: Partial<SimulatorSettings>) {
  const settings = new CurrentSettings(initial);
  const events = new EventHub();
  const work = new PendingWork();
  const clock = new VirtualClock(work);
  const ids = new DarajaIds();
  const faults = new FaultBox(events);
  const journal = new Journal(clock, events);
  const ledger = new Ledger(clock, events);
  const world = new World(ledger, events);
  const tokens = new TokenStore(clock, ids, settings);
  const held = new HeldCallbacks();
  const sender = new CallbackSender({ clock, work, settings, faults, journal, held });
  return { settings, events, work, clock, ids, faults, journal, ledger, world, tokens, held, sender };
}

type Ground = ReturnType<typeof assembleGround>;

/** Requests that are answered by a result: money out, reversals, questions. */
function assembleOrgProducts(ground: Ground, messenger: Messenger) {
  const { world, settings, events, ledger, clock, ids } = ground;
  const requests = new OrgRequests();
  const operators = new OperatorCheck(settings, events);
  const organisation = new OrganisationService({ ...ground, requests, operators });
  const orders = new OrgOrders(world, settings);
  const transfer = new OrgTransfer(ledger, clock, ids);
  const reversal = new PaymentReversal({ ...ground, messenger });
  const pending = new PendingReversals(organisation, reversal);
  const archive = new TransactionArchive(ledger, requests, world);
  const parts = { ...ground, messenger, orders, organisation, transfer, reversal, pending, archive };
  const products = [
    new B2cProduct('b2c', parts),
    new B2cProduct('pochi', parts),
    new B2bProduct(parts),
    new TaxProduct(parts),
    new ReversalProduct(parts),
    new StatusProduct(parts),
    new BalanceProduct(parts),
  ];
  return { products, requests, pending };
}

/** Customers' payments: a row each in `products`, and what they share. */
function assembleProducts(ground: Ground, messenger: Messenger, watchers: readonly PaymentWatcher[]) {
  const { world, clock, settings, sender, ledger, tokens, faults } = ground;
  const validation = new C2bValidation(sender, clock, settings);
  const limits = new PaymentLimits(ledger, clock);
  const payments = new CustomerPayments({ ...ground, limits, validation, messenger, watchers });
  const confirmation = new C2bConfirmation(sender, settings);
  const c2b = new C2bService(payments, confirmation, ground.work);
  const pushes = new StkPushes();
  const rate = new QueryRate(clock, settings);
  const settlement = new StkSettlement({ ...ground, payments, confirmation, messenger });
  const prompts = new StkPrompts({ ...ground, settlement });
  const products = [
    new OauthProduct(world, tokens),
    new StkPushProduct({ ...ground, pushes, prompts }),
    new StkQueryProduct({ world, settings, faults, pushes, rate }),
    new C2bRegisterProduct(ground),
    new C2bSimulateProduct({ ...ground, c2b }),
  ];
  return { products, pushes, prompts, c2b, rate, confirmation };
}

/** Questions answered at once. */
function assembleLookups({ world, ledger, clock }: Ground) {
  const registrations = new PullRegistrations();
  const lookups = (['imsi', 'imsi-lookup', 'sim-swap', 'age-on-network'] as const).map(
    (op) => new NumberLookupProduct(op, world),
  );
  const products = [
    new PullRegisterProduct(world, registrations),
    new PullQueryProduct({ world, ledger, clock, registrations }),
    ...lookups,
    new IdValidationProduct(world),
    new OrgInfoProduct(world),
    new B2cHakikishaProduct(world),
    new QrProduct(),
  ];
  return { products, registrations };
}

/** Bills, standing orders, merchants' prompts, points and bundles. */
function assembleAgreements(
  ground: Ground,
  { book, c2b, confirmation }: { book: BillBook; c2b: C2bService; confirmation: C2bConfirmation },
) {
  const phonePrompts = new PhonePrompts(ground);
  const standingOrders = new StandingOrders(ground.clock, c2b);
  const purchases = new BundlePurchases();
  const parts = { ...ground, book, phonePrompts, standingOrders, confirmation, purchases };
  const products = [
    new B2bExpressProduct(parts),
    new RatibaProduct(parts),
    ...BILL_OPS.map((op) => new BillManagerProduct(op, parts)),
    ...(['bonga-points', 'bonga-redeem'] as const).map((op) => new BongaProduct(op, parts)),
    ...(['bundle-offers', 'bundle-purchase', 'bundle-status'] as const).map(
      (op) => new BundlesProduct(op, parts),
    ),
  ];
  return { products, phonePrompts, memories: [book, phonePrompts, standingOrders, purchases] };
}

/** What the pages under /tools work with. */
function assembleTools(ground: Ground) {
  const { world, ledger, clock, events } = ground;
  return {
    tester: new CallbackTester(ground),
    caught: new CaughtCallbacks(clock, events),
    world: new TryWorld(world, ledger, clock),
  };
}

/** Builds the whole simulator without a server around it. */
export function assemble(settings: Partial<SimulatorSettings> = {}) {
  const ground = assembleGround(settings);
  const messenger = new Messenger(ground);
  const book = new BillBook();
  const bills = new BillPush(book, ground.sender, ground.clock);
  const customers = assembleProducts(ground, messenger, [(payment, paid) => bills.paid(payment, paid)]);
  const { products, pushes, prompts, c2b, rate } = customers;
  const more = assembleAgreements(ground, { book, c2b, confirmation: customers.confirmation });
  const org = assembleOrgProducts(ground, messenger);
  const lookups = assembleLookups(ground);
  const tools = assembleTools(ground);
  const all = [...products, ...org.products, ...lookups.products, ...more.products];
  const { world, ledger, events, faults, clock, work, journal, tokens, held } = ground;
  return {
    ...ground,
    gateway: new Gateway({ ...ground, routes: readRoutes(), products: all }),
    phones: new PhoneService({
      world,
      ledger,
      pushes,
      prompts,
      phonePrompts: more.phonePrompts,
      c2b,
      events,
    }),
    shortcodes: new ShortcodeService(
      world,
      ledger,
      events,
      new AccountNameCall(clock, ground.settings, journal),
    ),
    reversals: new ReversalService(org.pending, org.requests),
    tools,
    faultService: new FaultService(faults),
    time: new TimeService(clock, work, events),
    reset: new WorldReset({
      clock,
      work,
      world,
      memories: [
        faults,
        journal,
        ledger,
        pushes,
        tokens,
        rate,
        held,
        org.requests,
        org.pending,
        lookups.registrations,
        tools.tester,
        tools.caught,
        ...more.memories,
      ],
    }),
  };
}

/** Every part of a simulator, by what it is called. */
export type SimulatorParts = ReturnType<typeof assemble>;
