/**
 * Every statement of whatever stores no payment of its own fails in turn, in one app beside the simulator: what its caller is told
 * agrees with what has reached Safaricom, what a customer would pay for, or be told of, twice is sent once, and what a person does to
 * the books is in them once.
 *
 * On SQLite alone: the stores are the same on both, and fail at the same statements.
 */
import { expect, it } from '@jest/globals';
import {
  BalanceService,
  BillManagerService,
  BongaService,
  DataBundlesService,
  DynamicQrService,
  IdValidationService,
  MissingPaymentsService,
  OperatorsService,
  OrganisationInfoService,
  PersonalDataService,
  PullService,
  RecipientNameService,
  RestoreService,
  StandingOrderService,
  StatementService,
  SubscriberService,
  TransactionStatusService,
  type Invoice,
} from 'nestjs-mpesa';
import { OFFICE } from '../e2e/money-out/office.js';
import { statementOf } from '../support/statement.js';
import { JANE } from '../support/story.js';
import { booksOf, GONE, HELD, keepBacklog, paidByHand } from './failing-backlog.js';
import { business, house, outcome, WITHOUT_TOKEN, type Calls } from './failing-house.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const person = { by: 'Ann', reason: 'on the statement' } as const;
const invoice: Invoice = {
  id: 'INV-1',
  customerName: 'Jane Doe',
  phone: JANE,
  title: 'Rent',
  period: 'November 2026',
  dueDate: '2026-12-05',
  reference: 'A1',
  amount: 800,
};
/** Nobody answers here: the simulator keeps its results. */
const brief = { timeoutMs: 1 };

it('what must not be sent twice is sent once, whichever statement of it fails, and its caller knows', async () => {
  const { shop, eachStatement, sent, clock } = await house();
  const bills = shop.app.get(BillManagerService);
  const once: Calls = {
    [`${WITHOUT_TOKEN}bonga`]: () =>
      shop.app.get(BongaService).redeem({ phone: JANE, amount: 20, points: 100, reference: 'INV-1' }),
    invoice: () => bills.invoice(invoice),
    invoices: () => bills.invoices([invoice]),
    acknowledge: () =>
      bills.acknowledge({ paymentId: 'paid', invoiceId: 'INV-1', customerName: 'Jane', title: 'Rent' }),
  };
  const strange = await eachStatement(once, async (call, failing, name) => {
    const before = sent();
    const error = await failing(call);
    const left = sent() > before;
    const { moneyMayHaveMoved, retryable } = error ?? { moneyMayHaveMoved: left, retryable: !left };
    const isNamed = name !== 'acknowledge' || !left || error === null || error.paymentId === 'paid';
    const isTrue = moneyMayHaveMoved === left && retryable === !left && isNamed;
    clock.advance(15_000);
    if (error?.moneyMayHaveMoved === false) await call().catch(() => undefined);
    return isTrue && sent() <= before + 1;
  });
  expect(strange).toEqual([]);
});

it('a question, and what may be said twice, may be asked again whichever statement of it fails', async () => {
  const { shop, eachStatement, clock } = await house();
  const get = shop.app.get.bind(shop.app);
  const bills = get(BillManagerService);
  const asked: Calls = {
    'the opt-in': () => bills.optIn(business),
    'the update': () => bills.update(business),
    'another invoice': () => bills.changeInvoice(invoice),
    'other invoices': () => bills.changeInvoices([invoice]),
    // There must be one to cancel.
    'an invoice that is cancelled': () => bills.changeInvoice(invoice).then(() => bills.cancel('INV-1')),
    'invoices that are cancelled': () => bills.changeInvoice(invoice).then(() => bills.cancelMany(['INV-1'])),
    registration: () => bills.registration(),
    balance: () => get(BalanceService).get(brief),
    'status of a payment': () => get(TransactionStatusService).query({ paymentId: 'paid', ...brief }),
    'status by receipt': () => get(TransactionStatusService).query({ receipt: 'UKL0000009', ...brief }),
    [`${WITHOUT_TOKEN}a QR code`]: () =>
      get(DynamicQrService).generate({ amount: 1, reference: 'A1', merchantName: 'Duka' }),
    'registering for Pull': () => get(PullService).register({ nominatedPhone: JANE }),
    recheck: () => shop.payments.recheck('asked'),
    'status of a push': () => shop.stk.query('asked'),
    'a receipt that nobody knows': () =>
      get(MissingPaymentsService).find({ receipt: 'UKL0000009', ...brief }),
    'C2B URLs': () => shop.c2b.registerUrls(),
    'the C2B registration': () => shop.c2b.registration(),
  };
  const strange = await eachStatement(asked, async (call, failing) => {
    const error = await failing(call);
    if (error !== null && (error.moneyMayHaveMoved || !error.retryable)) return false;
    // A question has its turn again by then, and who died with the token's lease has lost it.
    clock.advance(15_000);
    return (await outcome(call)) === null;
  });
  expect(strange).toEqual([]);
});

it('what is looked up may be looked up again, whichever statement of it fails', async () => {
  const { shop, eachStatement } = await house(async (_, subject) => void (await keepBacklog(subject)));
  const orders = shop.app.get(StandingOrderService);
  const looked: Calls = {
    payment: () => shop.payments.get('paid'),
    payments: () => shop.payments.find({ status: 'succeeded' }),
    settled: () => shop.payments.settled('paid', { timeoutMs: 1 }),
    order: () => orders.get('rent'),
    orders: () => orders.find(),
    executions: () => orders.executions('rent'),
    'executed by': () => orders.executedBy('paid'),
    unmatched: () => shop.inbox.unmatched(),
    quarantined: () => shop.inbox.quarantined(),
    rejected: () => shop.inbox.rejected(),
    'dead letters': () => shop.events.deadLetters(),
    operators: () => shop.app.get(OperatorsService).locked(),
    restores: () => shop.app.get(RestoreService).list(),
    'what a person paid': () => shop.app.get(PersonalDataService).payments(JANE),
  };
  const strange = await eachStatement(looked, async (call, failing) => {
    const error = await failing(call);
    if (error !== null && (error.moneyMayHaveMoved || !error.retryable)) return false;
    return (await outcome(call)) === null;
  });
  expect(strange).toEqual([]);
});

it('what else is asked or bought has no statement that could fail, once there is a token', async () => {
  const { shop, faults } = await house();
  const get = shop.app.get.bind(shop.app);
  await get(PullService).register({ nominatedPhone: JANE });
  const [bundle] = await get(DataBundlesService).offers({ phone: JANE });
  faults.arm(1, 'before');
  await get(BongaService).worth({ points: 500 });
  await get(BongaService).redeem({ phone: JANE, amount: 20, points: 100, reference: 'INV-1' });
  await get(DataBundlesService).purchase({ phone: JANE, bundle: bundle!, payBy: 'm-pesa', id: 'bundle-1' });
  await get(DataBundlesService).status({ id: 'bundle-1' });
  await get(IdValidationService).validate({ phone: JANE, idType: 'national', idNumber: '12345678' });
  await get(OrganisationInfoService).find({ type: 'paybill', number: OFFICE });
  await get(RecipientNameService).find({ phone: JANE });
  await get(SubscriberService).simSwap({ phone: JANE });
  await get(SubscriberService).imsi({ phone: JANE });
  await get(SubscriberService).ageOnNetwork({ phone: JANE });
  await get(PullService).query();
  await shop.c2b.simulate({ phone: JANE, amount: 1, reference: 'INV-1' });
  expect(faults.failed).toBeNull();
});

it('a person’s word is taken once, whichever statement of it fails', async () => {
  const { shop, eachStatement } = await house();
  const words: Calls = {
    succeeded: () => shop.payments.resolve('doubted', { ...person, as: 'succeeded', receipt: 'UKL0000007' }),
    failed: () => shop.payments.resolve('doubted', { ...person, as: 'failed' }),
  };
  const strange = await eachStatement(words, async (call, failing, name) => {
    const error = await failing(call);
    if (error !== null && (error.moneyMayHaveMoved || !error.retryable)) return false;
    const again = await outcome(call);
    const { status } = await shop.payments.get('doubted');
    const events = (await shop.database.query("SELECT id FROM mpesa_event WHERE payment_id = 'doubted'"))
      .length;
    return status === name && events === 1 && (again === null || again.code === 'illegal-transition');
  });
  expect(strange).toEqual([]);
});

it('what is done to the books by hand is done once, whichever statement of it fails', async () => {
  let [receipt, eventId] = ['', ''];
  const { shop, eachStatement, clock, reset } = await house(async (host, subject) => {
    await host.app.get(PullService).register({ nominatedPhone: JANE });
    receipt = await paidByHand(host);
    subject.clock.advance(MINUTE);
    eventId = (await keepBacklog(subject)).eventId;
  });
  const get = shop.app.get.bind(shop.app);
  const lost = { backupAt: clock.now() - 2 * HOUR, restoredAt: clock.now() };
  const statement = statementOf([
    { receipt: 'UKL0000010', at: clock.now(), paidIn: '5.00' },
    { receipt: 'UKL0000008', at: clock.now(), paidIn: '1500.00' },
    { receipt: 'UKL0000011', at: clock.now(), withdrawn: '-70.00', reason: 'Salary', party: JANE },
    { receipt: 'UKL0000012', at: clock.now(), withdrawn: '-1.00', reason: 'Charge', linked: 'UKL0000011' },
  ]);
  const changes: Calls = {
    'a statement': () => get(StatementService).import(statement, { findMissing: true }),
    'a receipt that nobody told of': () => get(MissingPaymentsService).find({ receipt }),
    'a restore': () => get(RestoreService).mark(lost),
    'the end of a restore': () => get(RestoreService).close(person),
    'a dead letter': () => shop.events.replay({ eventId, handler: GONE }),
    'a handler that is gone': () => shop.events.forget(GONE),
    'a callback in quarantine': () => shop.inbox.release(HELD),
    'an operator': () => get(OperatorsService).unlock({ account: 'default', initiator: 'sacked' }),
    'a standing order': () => get(StandingOrderService).resolve('rent', { ...person, as: 'active' }),
    'what is known of a person': () => get(PersonalDataService).export(JANE, person),
    'what is forgotten of a person': () => get(PersonalDataService).erase(JANE, person),
  };
  const books = async () => {
    await shop.work.inbox();
    await shop.work.outbox();
    return JSON.stringify(await booksOf(shop));
  };
  const before = await books();
  const done: Record<string, string> = {};
  for (const [name, call] of Object.entries(changes)) {
    await reset();
    await call();
    done[name] = await books();
    expect([name, done[name]]).not.toEqual([name, before]);
  }
  const strange = await eachStatement(changes, async (call, failing, name) => {
    const error = await failing(call);
    if (error !== null && (error.moneyMayHaveMoved || !error.retryable)) return false;
    const again = await outcome(call);
    // What was done before nobody could be told of it is no longer in review.
    const isTaken = again === null || (name === 'a standing order' && again.code === 'invalid-request');
    return isTaken && (await books()) === done[name];
  });
  expect(strange).toEqual([]);
});
