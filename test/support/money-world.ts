/** Customers, prompts and payments by hand, what really happened, and what was told of it through which channel. */
import fc from 'fast-check';
import type {
  MoneyReceivedFact,
  MoneySource,
  PaymentFact,
} from '../../libs/mpesa/src/payments/payment-fact.js';
import { newPayment, type Payment } from '../../libs/mpesa/src/payments/payment.js';
import { hashPhone, type PayerIdentity } from '../../libs/mpesa/src/values/payer-identity.js';
import {
  accepted,
  confirmedByQuery,
  failed,
  MINUTE,
  moneyReceived,
  samplePolicy,
  succeeded,
} from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { dayOfReceipts } from '../../libs/mpesa/src/values/receipt.js';

const SECOND = 1_000;

/** What one source tells, and when: seconds after the fact, once or twice, or never. */
export interface Telling {
  readonly after: number | null;
  readonly twice: boolean;
}

/** Something a customer does. Times in seconds. */
export interface Doing {
  readonly customer: 0 | 1;
  /** After what the same customer did before; less than 0 only for what is paid by hand while a prompt is open. */
  readonly gap: number;
  readonly does: 'pays-push' | 'cancels-push' | 'pays-by-hand';
  /** From the prompt to the PIN. */
  readonly thinks: number;
  readonly acknowledged: boolean;
  readonly callback: Telling;
  /** The status query, only of what was acknowledged. */
  readonly queried: number | null;
  readonly confirmation: Telling;
  /** What tells of the money without its time, as Bill Manager does. */
  readonly untimed: Telling;
  /** A confirmation of money that never moved and fits the prompt, seconds after it was sent; told only where M-Pesa can be asked. */
  readonly forged: number | null;
}

export interface World {
  readonly accountType: 'paybill' | 'till';
  readonly payer: PayerIdentity['form'];
  /** With two, the second customer pays to another account of the host. */
  readonly accounts: 1 | 2;
  /** What tells, afterwards, of all money. */
  readonly record: Exclude<MoneySource, 'c2b'>;
  /** By how much Safaricom's clock is ahead of ours, seconds. */
  readonly ahead: number;
  /** Pull during the story, seconds after its begin. */
  readonly pulls: readonly number[];
  readonly doings: readonly Doing[];
}

const telling: fc.Arbitrary<Telling> = fc.record({
  after: fc.option(fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 900 })), { nil: null }),
  twice: fc.boolean(),
});

/** Later than the horizon of the push. */
const lateTelling: fc.Arbitrary<Telling> = fc.record({
  after: fc.integer({ min: 3_600, max: 10_800 }),
  twice: fc.boolean(),
});

const doing: fc.Arbitrary<Doing> = fc.record({
  customer: fc.constantFrom(0, 0, 0, 1),
  gap: fc.oneof(fc.nat({ max: 15 }), fc.integer({ min: -150, max: 200 })),
  does: fc.constantFrom('pays-push', 'pays-push', 'cancels-push', 'pays-by-hand'),
  thinks: fc.integer({ min: 2, max: 150 }),
  acknowledged: fc.boolean().chain((sure) => (sure ? fc.constant(true) : fc.boolean())),
  callback: telling,
  queried: fc.option(fc.integer({ min: 10, max: 600 }), { nil: null }),
  confirmation: telling,
  untimed: fc.oneof(fc.constant({ after: null, twice: false }), telling, lateTelling),
  forged: fc.option(fc.nat({ max: 600 }), { nil: null }),
});

export const worlds: fc.Arbitrary<World> = fc.record({
  accountType: fc.constantFrom('paybill', 'till'),
  payer: fc.constantFrom('clear', 'masked', 'hashed', 'none'),
  accounts: fc.constantFrom(1, 1, 2),
  record: fc.constantFrom('pull', 'pull', 'statement', 'status'),
  ahead: fc.integer({ min: -4, max: 4 }),
  pulls: fc.array(fc.nat({ max: 1_500 }), { maxLength: 3 }),
  doings: fc.array(doing, { minLength: 1, maxLength: 7 }),
});

/** Money that really moved, by Safaricom's ledger. */
export interface LedgerEntry {
  readonly receipt: string;
  readonly at: number;
  readonly fact: MoneyReceivedFact;
}

export interface Story {
  readonly pushes: readonly Payment[];
  readonly ledger: readonly LedgerEntry[];
  /** Receipts that somebody made up. */
  readonly forged: ReadonlySet<string>;
  /** What arrives, by the time of its arrival. */
  readonly news: readonly { readonly at: number; readonly facts: readonly PaymentFact[] }[];
  /** What a query says about each push at the end; null where there is nothing to ask by. */
  readonly answers: ReadonlyMap<string, PaymentFact | null>;
  readonly end: number;
}

/** Ids, amount and begin keep the stories of one database apart. */
export interface Place {
  readonly name: string;
  readonly amountCents: number;
  readonly begin: number;
  /** M-Pesa can be asked whether money by hand is there. */
  readonly confirmable?: boolean;
}

/** Both end alike, so that their masks are the same. */
const PHONES = ['254722000126', '254733000126'] as const;

/** Follows the customers through time: nobody has two prompts on one phone. */
export function tell(world: World, place: Place): Story {
  return new Teller(world, place).story();
}

class Teller {
  readonly #pushes: Payment[] = [];
  readonly #ledger: LedgerEntry[] = [];
  readonly #forged = new Set<string>();
  readonly #news: { at: number; facts: PaymentFact[] }[] = [];
  readonly #answers = new Map<string, PaymentFact | null>();
  readonly #free: [number, number];

  constructor(
    private readonly world: World,
    private readonly place: Place,
  ) {
    this.#free = [place.begin, place.begin];
  }

  story(): Story {
    this.world.doings.forEach((one, index) =>
      one.does === 'pays-by-hand' ? this.#byHand(one, index) : this.#push(one, index),
    );
    const news = this.#news.sort((a, b) => a.at - b.at);
    const end = this.place.begin + 24 * 60 * MINUTE;
    return {
      pushes: this.#pushes,
      ledger: this.#ledger,
      forged: this.#forged,
      news,
      answers: this.#answers,
      end,
    };
  }

  #byHand(one: Doing, index: number): void {
    const at = Math.max(this.place.begin, this.#free[one.customer] + one.gap * SECOND);
    this.#free[one.customer] = Math.max(at + SECOND, this.#free[one.customer]);
    this.#moneyMoves(one, index, at);
  }

  #push(one: Doing, index: number): void {
    const sent = this.#free[one.customer] + Math.max(0, one.gap) * SECOND;
    const ended = sent + one.thinks * SECOND;
    const push = this.#stored(one, index, sent);
    const about = {
      paymentId: push.id,
      checkoutRequestId: `ws_CO_${push.id}`,
      merchantRequestId: `mr-${push.id}`,
    };
    const paid = one.does === 'pays-push';
    const entry = paid ? this.#moneyMoves(one, index, ended) : null;
    const byCallback = paid
      ? succeeded({
          ...about,
          ...this.#moneyOf(one),
          other: { form: 'clear', value: PHONES[one.customer] },
          receipt: entry?.receipt ?? '',
          completedAt: entry?.at ?? 0,
        })
      : failed(about);
    const byQuery = paid ? confirmedByQuery(about) : failed({ ...about, source: 'query' });
    this.#forge(one, index, sent);
    if (one.acknowledged) this.#arrives(sent + SECOND, accepted(about));
    this.#arrivesAs(one.callback, ended, byCallback);
    const queriedAt = one.acknowledged && one.queried !== null ? ended + one.queried * SECOND : null;
    if (queriedAt !== null) this.#arrives(queriedAt, byQuery);
    // A callback tells a name to ask by as well.
    const isNamed = one.acknowledged || one.callback.after !== null;
    this.#answers.set(push.id, isNamed ? byQuery : null);
    // The next prompt of this phone: once we know how this one ended, or its time is over.
    const calledAt =
      one.callback.after === null ? Number.POSITIVE_INFINITY : ended + one.callback.after * SECOND;
    const over = sent + samplePolicy.promptMs;
    this.#free[one.customer] = Math.max(ended, Math.min(over, queriedAt ?? over, calledAt)) + SECOND;
  }

  #stored(one: Doing, index: number, sent: number): Payment {
    const { accountType, amountCents, ...account } = {
      ...this.#moneyOf(one),
      accountType: this.world.accountType,
    };
    const push = newPayment({
      id: `push-${this.place.name}-${index}`,
      kind: 'stk-push',
      direction: 'in',
      account: account.account,
      accountType,
      shortcode: account.shortcode,
      till: account.till,
      amountCents,
      phone: PHONES[one.customer],
      reference: 'ORDER-17',
      createdAt: sent,
      sendingAt: sent,
      promptUntil: sent + samplePolicy.promptMs,
    });
    this.#pushes.push(push);
    return push;
  }

  #moneyOf({ customer }: Doing) {
    const till = this.world.accountType === 'till' ? '5123456' : null;
    const { amountCents } = this.place;
    const isSecond = this.world.accounts === 2 && customer === 1;
    const whose = isSecond
      ? { account: 'second', shortcode: '600000' }
      : { account: 'default', shortcode: '174379' };
    return { ...whose, till, amountCents, phone: PHONES[customer] };
  }

  /** Whoever knows the URL knows what a customer knows. */
  #forge(one: Doing, index: number, sent: number): void {
    if (one.forged === null || this.place.confirmable !== true) return;
    const at = sent + one.forged * SECOND;
    const fact = this.#fact(one, `F${index}`, at);
    this.#forged.add(fact.receipt);
    this.#arrives(at, { ...fact, elsewhere: true, payer: payerAs(this.world.payer, PHONES[one.customer]) });
  }

  #fact(one: Doing, name: string, at: number): MoneyReceivedFact {
    const completedAt = at + this.world.ahead * SECOND;
    const receipt = `${dayOfReceipts(completedAt)}${`${this.place.name}${name}`.toUpperCase().padStart(7, '0')}`;
    const { phone, ...money } = this.#moneyOf(one);
    const { accountType } = this.world;
    const reference = accountType === 'till' ? null : 'ORDER-17';
    const payer = { form: 'clear', value: phone } as const;
    const { confirmable = false } = this.place;
    return moneyReceived({ ...money, accountType, reference, receipt, completedAt, payer, confirmable });
  }

  #moneyMoves(one: Doing, index: number, at: number): LedgerEntry {
    const fact = this.#fact(one, String(index), at);
    const { receipt } = fact;
    const phone = PHONES[one.customer];
    const told = at + this.world.ahead * SECOND;
    const entry = { receipt, at: told, fact };
    this.#ledger.push(entry);
    this.#arrivesAs(one.confirmation, at, { ...fact, payer: payerAs(this.world.payer, phone) });
    this.#arrivesAs(one.untimed, at, { ...fact, completedAt: null });
    return entry;
  }

  #arrivesAs({ after, twice }: Telling, at: number, fact: PaymentFact): void {
    if (after === null) return;
    this.#arrives(at + after * SECOND, fact);
    if (twice) this.#arrives(at + 2 * after * SECOND, fact);
  }

  #arrives(at: number, fact: PaymentFact): void {
    const told = { ...fact, at };
    const together = this.#news.find((one) => one.at === at);
    if (together === undefined) this.#news.push({ at, facts: [told] });
    else together.facts.push(told);
  }
}

function payerAs(form: PayerIdentity['form'], phone: string): PayerIdentity {
  const values = { clear: phone, masked: `2547*****${phone.slice(-3)}`, hashed: hashPhone(phone), none: '' };
  return { form, value: values[form] };
}
