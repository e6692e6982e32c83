/** Days after the last thing a customer did, no table says any more that it was her: through every product there is. */
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SEED } from 'daraja-simulator';
import { PersonalDataService } from 'nestjs-mpesa';
import { inventoryOf } from '../../docs/support/inventory.js';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { testSimulator } from '../../support/test-app.js';
import { eventually } from '../../support/eventually.js';
import { atRest, travel } from '../../support/story.js';
import { office, OFFICE, type Office } from '../money-out/office.js';
import { LANDLORD, TILL } from '../money-out/products.js';
import { FailingBooks, FailingValidator, STORIES } from './stories.js';
import {
  CHOSEN,
  columnsWith,
  filledIn,
  LOCAL,
  NAME,
  plainDigestsIn,
  TRACES,
  tracesIn,
  tracesOf,
  tracesOnDisk,
  ZAWADI,
} from './zawadi.js';

const DAY = 86_400_000;
const OPEN = ['created', 'pending', 'unknown', 'review'] as const;
const NOTHING_KEPT = 'questions that keep nothing';

/** Who else stands in these tables: staff, an operator, another organisation, an address. Each stays, or goes with its row. */
const OTHERS = ['Amina', 'asked for', 'testapi', 'office@example.co.ke', '127.0.0.1', LANDLORD, TILL];

/** Digests of her, and Safaricom's words, which tell of nobody here. That they are keyed, and emptied, is looked at apart. */
const WITHOUT_A_TRACE = [
  'mpesa_callback.id',
  'mpesa_erasure.phone_digest',
  'mpesa_export.phone_digest',
  'mpesa_inquiry.result_text',
  'mpesa_payment.originator_conversation_id',
  'mpesa_payment.request_hash',
  'mpesa_payment.result_text',
  'mpesa_standing_order.live_key',
  'mpesa_standing_order.request_hash',
  'mpesa_standing_order.result_text',
];

/** Where a number stays that the host has put into a name of its own choice: that nothing is sent twice hangs on these. */
const KEPT = [
  'mpesa_bill_receipt.invoice_id',
  'mpesa_event.payload.idempotencyKey',
  'mpesa_payment.idempotency_key',
];

async function opened(kind: TestDatabaseKind, references: 'keep' | 'digest' = 'keep'): Promise<Office> {
  const zawadi = { msisdn: ZAWADI, name: NAME, balanceCents: 10_000_00 };
  const sim = await testSimulator({ seed: { phones: [...DEFAULT_SEED.phones, zawadi] } });
  return office(kind, {
    sim,
    jobs: { enabled: false },
    retention: { days: 30, references },
    events: { maxAttempts: 1 },
    prompts: { maxUnfinished: 50 },
    providers: [FailingBooks, FailingValidator],
  });
}

/** The columns of the inventory, and those of them of which it says that nothing is left. */
const { told } = inventoryOf('The library');
const EMPTIED = [...told].flatMap(([column, cells]) =>
  /^(nothing|no row|an empty text)/.test(cells.at(-1) ?? '') ? [column] : [],
);

/**
 * What of her stands in what the host has printed, and in the URLs it had called and its answers there: at no time anything, but
 * what the host's own validator says of her to Safaricom.
 */
function saidOf({ log, sim }: Office): string[] {
  const calls = sim.requests().filter(({ direction, op }) => direction === 'out' && op !== 'c2b-validation');
  const answers = calls.map(({ url, responseBody }) => `${url} ${JSON.stringify(responseBody)}`);
  const lines = log.lines.map(({ context, message }) => `${context} ${message}`);
  expect(lines.length).toBeGreaterThan(0);
  return [...lines, ...answers].filter((text) => tracesOf(text).length > 0 || text.includes(CHOSEN.slice(1)));
}

describe.each(testDatabases())('a customer, on %s', (kind) => {
  const reached = new Set<string>();
  const kept = new Set<string>();

  it.each(Object.entries(STORIES))(
    'stands in the tables after %s, and no more when the days have passed',
    async (name, story) => {
      const it = await opened(kind);
      await story(it);
      expect((await tracesIn(it.database)).length > 0).toBe(name !== NOTHING_KEPT);
      // A digest that is made keyed by retention alone could be tried out until then.
      expect(await plainDigestsIn(it.database)).toEqual([]);
      for (const column of await columnsWith(it.database, [...TRACES, ...OTHERS, CHOSEN]))
        reached.add(column);
      for (const column of await filledIn(it.database))
        if (WITHOUT_A_TRACE.includes(column)) reached.add(column);
      await travel(40 * DAY, it.clock, it.sim);
      await it.work.all();
      // What is under way, or waits for a person, is kept until that is over.
      expect((await it.payments.find({ status: OPEN })).items).toEqual([]);
      await travel(40 * DAY, it.clock, it.sim);
      await it.work.retention();
      expect(await tracesIn(it.database)).toEqual([]);
      expect((await filledIn(it.database)).filter((column) => EMPTIED.includes(column))).toEqual([]);
      expect(await plainDigestsIn(it.database)).toEqual([]);
      expect(tracesOnDisk(it.database)).toEqual([]);
      for (const column of await columnsWith(it.database, [CHOSEN.slice(1)])) kept.add(column);
      expect(saidOf(it)).toEqual([]);
    },
  );

  /** As whoever has no account number does. */
  const typed = ['Zawadi Queenf.', 'zawadi@mail.co.ke'];

  async function paysAs(it: Office, account: string): Promise<string> {
    if (it.sim.shortcode(OFFICE).registration === null) await it.c2b.registerUrls();
    const { receipt } = await it.sim.pay(ZAWADI, { shortcode: OFFICE, account, amount: 40 });
    await atRest(it);
    return receipt ?? '';
  }

  it('who typed her name or her e-mail as the account number stands nowhere when the days have passed, where the host wants no such numbers kept', async () => {
    const it = await opened(kind, 'digest');
    const receipts = [await paysAs(it, typed[0] ?? ''), await paysAs(it, typed[1] ?? '')];
    const kept = await it.stk.request({ phone: LOCAL, amount: 10, reference: 'INV-77' });
    await eventually(() => it.sim.phone(ZAWADI).prompt);
    await it.sim.answer(ZAWADI, { action: 'pay' });
    await atRest(it);
    await travel(40 * DAY, it.clock, it.sim);
    await it.work.all();
    await travel(40 * DAY, it.clock, it.sim);
    await it.work.retention();
    expect(await tracesIn(it.database)).toEqual([]);
    expect(tracesOnDisk(it.database)).toEqual([]);
    // Whoever knows the whole of it finds the payment, and what the host has chosen stays.
    for (const [at, reference] of typed.entries())
      expect((await it.payments.find({ reference })).items).toMatchObject([{ receipt: receipts[at] }]);
    expect(await it.payments.get(kept.id)).toMatchObject({ reference: 'INV-77' });
    expect(await plainDigestsIn(it.database)).toEqual([]);
  });

  it('who typed them stands there for as long as there are books, unless she asks: then they go, before the days have passed or after', async () => {
    const it = await opened(kind);
    const data = it.app.get(PersonalDataService);
    const order = { by: 'Amina', reason: 'request of 30 November' };
    const early = await paysAs(it, typed[0] ?? '');
    await data.erase(LOCAL, { ...order, payments: [early] });
    expect(await tracesIn(it.database)).toEqual([]);
    const late = await paysAs(it, typed[1] ?? '');
    await travel(40 * DAY, it.clock, it.sim);
    await it.work.retention();
    expect(await tracesIn(it.database)).toEqual([
      'mpesa_event.payload: zawadi',
      'mpesa_payment.reference: zawadi',
    ]);
    const { erased } = await data.erase(LOCAL, { ...order, payments: [late] });
    expect([erased.payments, erased.events]).toEqual([1, 1]);
    expect(await tracesIn(it.database)).toEqual([]);
    expect(tracesOnDisk(it.database)).toEqual([]);
    expect((await it.payments.find({ reference: typed[1] })).items).toMatchObject([{ receipt: late }]);
    expect((await data.erase(LOCAL, { ...order, payments: [late] })).erased.payments).toBe(0);
  });

  it('has been in every column of the inventory by then', () => {
    const columns = [...reached].map((column) => column.split('.').slice(0, 2).join('.'));
    expect([...told.keys()].filter((column) => !columns.includes(column))).toEqual([]);
  });

  it('has nothing left but in the names that the host chose', () => {
    expect([...kept].sort()).toEqual(KEPT);
  });
});
