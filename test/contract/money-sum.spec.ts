/**
 * The sum of successes by account and day is the ledger's, whatever was lost, late or told twice, once everybody has been asked.
 * A failing world is printed by fast-check; put it into `FOUND`, where it stays.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConflictRetry } from '../../libs/mpesa/src/payments/locks/conflict-retry.js';
import { LockWatch } from '../../libs/mpesa/src/payments/locks/lock-watch.js';
import {
  PaymentRecorder,
  type PaymentRecorderDeps,
} from '../../libs/mpesa/src/payments/recording/payment-recorder.js';
import { isOwnerInDoubt, moneyOf } from '../../libs/mpesa/src/payments/money/place-money.js';
import type { Payment } from '../../libs/mpesa/src/payments/payment.js';
import type { PaymentPolicy } from '../../libs/mpesa/src/payments/payment-policy.js';
import type { PaymentQueries } from '../../libs/mpesa/src/payments/payment-ports.js';
import type { MoneyReceivedFact } from '../../libs/mpesa/src/payments/payment-fact.js';
import type { NewEvent } from '../../libs/mpesa/src/payments/payment-events.js';
import { MissingMoney } from '../../libs/mpesa/src/reconciliation/missing-money.js';
import { inMemoryStorage } from '../../libs/mpesa/src/testing/in-memory/in-memory-storage.js';
import {
  autoPolicy,
  confirmingPolicy,
  MINUTE,
  samplePolicy,
  succeeded,
} from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { ManualClock } from '../../libs/mpesa/src/testing/manual-clock.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createUuidV7 } from '../../libs/mpesa/src/values/uuid-v7.js';
import { testDatabases } from '../support/database.js';
import { tell, worlds, type Doing, type Story, type World } from '../support/money-world.js';
import { openFixture } from './subject.js';

type Stores = Pick<PaymentRecorderDeps, 'unitOfWork' | 'payments' | 'promptLocks' | 'events'> & {
  readonly queries: PaymentQueries;
};

/** Ten minutes before midnight in Nairobi. */
const BEGIN = Date.UTC(2026, 10, 21, 20, 50);
const DAY = 24 * 60 * MINUTE;
const EAT = 3 * 60 * MINUTE;

const USUAL = { accountType: 'paybill', accounts: 1, record: 'pull' } as const;

/** Worlds that went wrong once, and two whose receipts are more, and fewer, than the pushes they fit. */
const FOUND: readonly World[] = [
  // Two customers with the same mask: the money of one was given to the prompt of the other, whose callback then named another.
  {
    ...USUAL,
    payer: 'masked',
    ahead: 0,
    pulls: [],
    doings: [
      doing('pays-push', 0, { callback: 0, confirmation: 0 }),
      doing('pays-by-hand', 1, { confirmation: 0 }),
      doing('pays-push', 1, { callback: 0 }),
      doing('pays-push', 0, { callback: 0 }),
    ],
  },
  // Nobody told who paid: the receipt of one was given to the other, whose own was booked alone until the callback came.
  {
    ...USUAL,
    payer: 'none',
    ahead: 0,
    pulls: [360],
    doings: [
      doing('pays-push', 0, { queried: 54 }),
      doing('pays-push', 0, {}, { gap: 55 }),
      doing('pays-push', 1, { callback: 359, confirmation: 0 }),
      doing('pays-by-hand', 0, {}, { gap: 8 }),
      doing('pays-push', 0, { callback: 14 }, { gap: 42 }),
    ],
  },
  // One receipt without a payer, when only one of two pushes that it may be of was known to be paid.
  {
    ...USUAL,
    payer: 'none',
    ahead: 0,
    pulls: [],
    doings: [
      doing('pays-push', 0, {}, { acknowledged: true }),
      doing('pays-push', 1, { confirmation: 0 }, { acknowledged: true }),
      doing('pays-push', 0, {}),
    ],
  },
  // Three receipts for two pushes: two are theirs, the third is money of its own.
  {
    ...USUAL,
    payer: 'masked',
    ahead: 0,
    pulls: [],
    doings: [
      doing('pays-push', 0, { queried: 10, confirmation: 400 }),
      doing('pays-push', 0, { queried: 10, confirmation: 400 }),
      doing('pays-by-hand', 0, { confirmation: 400 }, { gap: -20 }),
    ],
  },
  // One receipt for two pushes that are known to be paid: it is one's, and the other's is looked for.
  {
    ...USUAL,
    payer: 'masked',
    ahead: 0,
    pulls: [],
    doings: [
      doing('pays-push', 0, { queried: 10, confirmation: 400 }),
      doing('pays-push', 0, { queried: 10 }),
    ],
  },
  // A push that a query had settled, and the same money told after its prompt's end without a time: it was booked beside it.
  {
    ...USUAL,
    payer: 'clear',
    ahead: 0,
    pulls: [],
    doings: [doing('pays-push', 0, { queried: 10, untimed: 600 })],
  },
  // A push that was given money without a time counted for the day on which a query settled it, whatever Pull told.
  {
    ...USUAL,
    payer: 'clear',
    ahead: 0,
    pulls: [],
    doings: [
      doing('pays-push', 0, { callback: 0 }),
      doing('pays-by-hand', 0, { untimed: 0 }),
      doing('pays-push', 0, { callback: 0 }, { acknowledged: true }),
    ],
  },
  // Money without a time was booked alone, as more than its push needed: Pull then told that what it was counted beside was another's.
  {
    ...USUAL,
    payer: 'masked',
    ahead: 0,
    pulls: [360],
    doings: [
      doing('pays-push', 1, { callback: 0, confirmation: 0, untimed: 358 }),
      doing('pays-by-hand', 0, { confirmation: 0 }),
      doing('pays-push', 0, {}, { gap: 5 }),
    ],
  },
  // Money without a time was counted as that of a push, and the push's own booked alone: Pull then told that it was from before the push.
  {
    ...USUAL,
    payer: 'none',
    ahead: 0,
    pulls: [366],
    doings: [
      doing('pays-by-hand', 0, { untimed: 6 }),
      doing('pays-push', 0, { callback: 89, confirmation: 0 }, { gap: 5 }),
      doing('pays-push', 0, {}, { gap: 3, thinks: 91, confirmation: { after: 87, twice: true } }),
    ],
  },
  // One receipt told twice, once with its time and once with its payer: the two were judged apart, and it was given to two pushes.
  {
    ...USUAL,
    payer: 'masked',
    ahead: 0,
    pulls: [],
    doings: [
      doing('pays-push', 0, { callback: 0, confirmation: 1, untimed: 0 }, { thinks: 3 }),
      doing('pays-push', 1, { queried: 10, confirmation: 0 }),
    ],
  },
  // A push was told another receipt than the one it had been given: that money was booked alone, and was a third push's.
  {
    ...USUAL,
    payer: 'none',
    ahead: 0,
    pulls: [],
    doings: [
      doing('pays-push', 1, { callback: 0, confirmation: 0 }),
      doing('pays-push', 1, { callback: 358, queried: 10, confirmation: 0, untimed: 0 }),
      doing('pays-push', 0, { queried: 10, untimed: 0 }),
    ],
  },
];

/** One doing of a found world: at once, without acknowledgement, and told as said, seconds later. */
function doing(
  does: Doing['does'],
  customer: Doing['customer'],
  told: Partial<Record<'callback' | 'confirmation' | 'untimed' | 'queried', number>>,
  over: Partial<Doing> = {},
): Doing {
  const { callback = null, confirmation = null, untimed = null, queried = null } = told;
  return {
    does,
    customer,
    gap: 0,
    thinks: 2,
    acknowledged: queried !== null,
    callback: { after: callback, twice: false },
    queried,
    confirmation: { after: confirmation, twice: false },
    untimed: { after: untimed, twice: false },
    forged: null,
    ...over,
  };
}

interface End {
  readonly story: Story;
  readonly payments: readonly Payment[];
  readonly events: readonly NewEvent[];
}

/** Lives through a world: what arrives is recorded when it arrives, what waits is told again, and at the end all is asked. */
class Life {
  readonly #clock = new ManualClock(BEGIN);
  readonly #events: NewEvent[] = [];
  readonly #recorder: PaymentRecorder;
  readonly #money: MissingMoney;
  #waiting: MoneyReceivedFact[] = [];

  constructor(
    private readonly stores: Stores,
    private readonly story: Story,
    private readonly world: World,
    policy: PaymentPolicy,
  ) {
    const told = {
      onCommit: ({ events }: { events: readonly NewEvent[] }) => void this.#events.push(...events),
    };
    this.#recorder = new PaymentRecorder({
      ...stores,
      ...told,
      clock: this.#clock,
      newId: createUuidV7(this.#clock, systemRandom),
      policy,
      retry: new ConflictRetry(async () => undefined, systemRandom),
      watch: new LockWatch({
        clock: this.#clock,
        holders: async () => [],
        onWaiting: () => undefined,
      }),
      onWarning: () => undefined,
    });
    this.#money = new MissingMoney({ queries: stores.queries, recorder: this.#recorder });
  }

  async live(): Promise<End> {
    const { pulls } = this.world;
    const { pushes, ledger, news, answers, end } = this.story;
    const doings = [
      ...pushes.map((push) => ({ at: push.createdAt, act: () => this.#store(push) })),
      ...news.map(({ at, facts }) => ({ at, act: () => this.#record(facts) })),
      ...pulls.map((seconds) => ({ at: BEGIN + seconds * 1_000, act: () => this.#pull() })),
    ].sort((a, b) => a.at - b.at);
    for (const { at, act } of doings) {
      this.#clock.set(Math.max(at, this.#clock.now()));
      await act();
      await this.#record([]);
    }
    this.#clock.set(end);
    await this.#lie();
    for (const [paymentId, answer] of answers) {
      await this.#record([
        answer === null ? { type: 'horizon-passed', paymentId, at: end } : { ...answer, at: end },
      ]);
    }
    await this.#record([]);
    for (const _ of [1, 2]) {
      await this.#ask();
      await this.#pull();
    }
    await this.#giveUp();
    const ids = new Set(pushes.map(({ id }) => id));
    const amountCents = ledger[0]?.fact.amountCents ?? pushes[0]?.amountCents;
    const { items } = await this.stores.queries.find({}, { limit: 200, cursor: null });
    const payments = items.filter((one) => ids.has(one.id) || one.amountCents === amountCents);
    return { story: this.story, payments, events: this.#events };
  }

  #store(push: Payment): Promise<void> {
    return this.stores.unitOfWork.run((tx) => this.stores.payments.insert(tx, [push]));
  }

  /** What had to wait comes again with every batch, as in the inbox. */
  async #record(facts: Story['news'][number]['facts']): Promise<void> {
    const all = [...this.#waiting, ...facts];
    const outcomes = await this.#recorder.record(all);
    this.#waiting = all.filter(
      (fact, index) => outcomes[index]?.result === 'waiting' && fact.type === 'money-received',
    ) as MoneyReceivedFact[];
  }

  /** Somebody who knows the C2B URL and the receipts in doubt tells each of them again, as other money. */
  async #lie(): Promise<void> {
    const { items } = await this.stores.queries.find({ kind: 'c2b' }, { limit: 200, cursor: null });
    const doubts = items.filter(isOwnerInDoubt).flatMap((row) => moneyOf(row) ?? []);
    const payer = { form: 'clear', value: '254799999999' } as const;
    for (const money of doubts) {
      await this.#recorder.record([{ ...money, source: 'c2b', amountCents: 1 }]);
      if (money.payer.form !== 'none') await this.#recorder.record([{ ...money, source: 'c2b', payer }]);
    }
  }

  /** About each receipt that is to be confirmed; whose it is, M-Pesa does not say. Of one that was made up it knows nothing. */
  async #ask(): Promise<void> {
    const { items } = await this.stores.queries.find({ kind: 'c2b' }, { limit: 200, cursor: null });
    const at = this.#clock.now();
    const asked = items.filter(({ claim }) => claim !== null);
    const nobody = { phone: null, checkoutRequestId: null, merchantRequestId: null } as const;
    const answer = { ...nobody, at, source: 'query', answers: 'our-question' } as const;
    for (const { id: paymentId, receipt, amountCents } of asked) {
      const entry = this.story.ledger.find((one) => one.receipt === receipt);
      if (entry === undefined) continue;
      const completedAt = entry.at;
      await this.#record([succeeded({ ...answer, paymentId, receipt, amountCents, completedAt })]);
    }
  }

  /** What M-Pesa has told nothing of in all that time. */
  async #giveUp(): Promise<void> {
    const { items } = await this.stores.queries.find({ kind: 'c2b' }, { limit: 200, cursor: null });
    const at = this.#clock.now();
    for (const { id: paymentId, claim } of items)
      if (claim !== null) await this.#record([{ type: 'horizon-passed', paymentId, at }]);
    await this.#record([]);
  }

  /** Two pages, as if the list were long. */
  async #pull(): Promise<void> {
    const now = this.#clock.now();
    const listed = this.story.ledger.filter(({ at }) => at < now - 2 * MINUTE);
    const facts = listed.map(({ fact }) => ({ ...fact, at: now, source: this.world.record }));
    const half = Math.ceil(facts.length / 2);
    await this.#money.book(facts.slice(0, half));
    await this.#money.book(facts.slice(half));
  }
}

const countsAs = ({ status, supersededBy }: Payment): boolean =>
  status === 'succeeded' && supersededBy === null;

/** Cents by account and day in Nairobi. */
function byDay(
  money: readonly { account: string; at: number; amountCents: number }[],
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { account, at, amountCents } of money) {
    const key = `${account} ${Math.floor((at + EAT) / DAY)}`;
    sums[key] = (sums[key] ?? 0) + amountCents;
  }
  return sums;
}

const total = (payments: readonly { amountCents: number }[]): number =>
  payments.reduce((sum, { amountCents }) => sum + amountCents, 0);

function expectBooksOf({ story, payments, events }: End, world: World): void {
  const ledger = story.ledger.map(({ fact, at }) => ({ ...fact, at }));
  const counted = payments.filter(countsAs);
  const isForged = ({ receipt }: Payment): boolean => receipt !== null && story.forged.has(receipt);
  expect(payments.filter((one) => one.status !== 'review' && isForged(one))).toEqual([]);
  const doubts = payments.filter((one) => one.kind === 'c2b' && one.status === 'review' && !isForged(one));
  // Nothing is counted that the ledger lacks, and what is not counted lies in review.
  expect(total(counted)).toBeLessThanOrEqual(total(ledger));
  expect(total(counted) + total(doubts)).toBeGreaterThanOrEqual(total(ledger));
  if (doubts.length === 0)
    expect(byDay(counted.map((one) => ({ ...one, at: one.completedAt ?? one.settledAt ?? 0 })))).toEqual(
      byDay(ledger),
    );
  if (newsSuffices(world, story)) expect(doubts).toEqual([]);
  const sides = payments.filter(({ kind, receipt }) => kind === 'stk-push' && receipt === null);
  for (const { receipt, reviewReason } of doubts) {
    expect(reviewReason).toContain(receipt ?? 'a receipt');
    expect(sides.some(({ id }) => reviewReason?.includes(id))).toBe(true);
  }
  expect(credited(events)).toBe(total(counted));
}

/** True when every push can be asked about, or its callback came. */
function newsSuffices({ doings }: World, { answers }: Story): boolean {
  const pushes = doings.filter(({ does }) => does !== 'pays-by-hand');
  return [...answers.values()].every(
    (answer, index) => answer !== null || pushes[index]?.callback.after !== null,
  );
}

/** What a host counts that does as docs/events.md says. */
function credited(events: readonly NewEvent[]): number {
  const credits = new Map<string, number>();
  for (const { payload } of events) {
    if (payload.type === 'payment.succeeded') {
      expect(credits.has(payload.paymentId)).toBe(false);
      if (payload.supersedes !== null) credits.delete(payload.supersedes);
      credits.set(payload.paymentId, payload.amountCents);
    } else if (payload.type === 'payment.superseded') credits.delete(payload.paymentId);
  }
  return [...credits.values()].reduce((sum, cents) => sum + cents, 0);
}

async function check(world: World, stores: Stores, policy = samplePolicy): Promise<void> {
  const confirmable = policy !== samplePolicy;
  const place = { name: 'w', amountCents: 5_000, begin: BEGIN, confirmable };
  const confirming = (account: string) => ({ ...policy.confirming(account), canAsk: confirmable });
  const life = new Life(stores, tell(world, place), world, { ...policy, confirming });
  expectBooksOf(await life.live(), world);
}

function inMemory(): Stores {
  const { outbox, ...storage } = inMemoryStorage(createUuidV7(new ManualClock(BEGIN), systemRandom));
  return { ...storage, events: outbox };
}

/** The same worlds in each run, or a change would be told of what others have found. `MPESA_TEST_SEED` draws others. */
const SEED = Number(process.env.MPESA_TEST_SEED ?? 1);

describe('the books and the ledger, in memory', () => {
  it.each(FOUND.map((world, index) => [index + 1, world] as const))(
    'agree after found world %i',
    async (_, world) => {
      for (const policy of [samplePolicy, autoPolicy, confirmingPolicy])
        await check(world, inMemory(), policy);
    },
  );

  it.each([
    ['what a callback proves counts', samplePolicy, 300],
    ['money by hand is confirmed where it fits a prompt', autoPolicy, 150],
    ['each success is confirmed', confirmingPolicy, 150],
  ] as const)(
    'agree by account and day after everything has been asked, in any world where %s',
    async (_, policy, numRuns) => {
      await fc.assert(
        fc.asyncProperty(worlds, (world) => check(world, inMemory(), policy)),
        { numRuns, seed: SEED },
      );
    },
  );
});

describe.each(testDatabases())('the books and the ledger, on %s', (kind) => {
  it.each([
    ['what a callback proves counts', samplePolicy],
    ['money by hand is confirmed where it fits a prompt', autoPolicy],
    ['each success is confirmed', confirmingPolicy],
  ] as const)('agree by account and day, in any world where %s', async (_, policy) => {
    const fixture = await openFixture(kind);
    const { outbox, ...storage } = fixture.subject.storage;
    try {
      await fc.assert(
        fc.asyncProperty(worlds, async (world) => {
          await fixture.reset();
          await check(world, { ...storage, events: outbox }, policy);
        }),
        {
          numRuns: FOUND.length + 8,
          seed: SEED,
          endOnFailure: true,
          examples: FOUND.map((world) => [world] as [World]),
        },
      );
    } finally {
      await fixture.close();
    }
  });
});
