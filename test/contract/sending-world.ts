import { expect } from '@jest/globals';
import { InMemoryAccessTokenStore } from '../../libs/mpesa/src/daraja/token/in-memory-access-token.store.js';
import { TransportError } from '../../libs/mpesa/src/daraja/wire/transport.js';
import { MpesaError } from '../../libs/mpesa/src/errors/mpesa.error.js';
import type { Payment } from '../../libs/mpesa/src/payments/payment.js';
import type { Storage } from '../../libs/mpesa/src/storage/storage.js';
import { samplePolicy, succeeded } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { Turns, type Actors } from '../support/schedules.js';
import type { Subject } from './contract-case.js';
import { gated, type Observe } from './gated-storage.js';
import { moneyHouse, type MoneyHouse } from './money-house.js';
import { ledgerDaraja, type LedgerDaraja } from './money-ledger.js';
import { samplePayment, insertPayments } from './samples.js';
import { dayOfReceipts } from '../../libs/mpesa/src/values/receipt.js';

const HOUR = 3_600_000;
const WAGE = { phone: '254722000000', amount: 20, idempotencyKey: 'wage' };

/** Also where the result came: without an acknowledgement its names prove nothing, so that was asked about as well. */
const IN_VAIN = /^horizon(?:: ids not proven)?$/;
const GIVEN_UP = 'the process that sent it did not come back';

/** What Safaricom does with the first request. */
export type Weather = 'takes it' | 'takes it and is not heard' | 'cannot be reached';
export const WEATHER: readonly Weather[] = ['takes it', 'takes it and is not heard', 'cannot be reached'];

/** Which payout everybody acts on. */
export type Story = 'of a host’s transaction, late' | 'that two callers ask for';
export const STORIES: readonly Story[] = ['of a host’s transaction, late', 'that two callers ask for'];

export interface WorldSettings {
  readonly story: Story;
  readonly weather: Weather;
  /** Names what each actor is told, for who compares states. */
  readonly observe?: (turns: Turns) => Observe;
}

/** One payout, everybody who may act on it, and the oracle: Safaricom's ledger. */
export class SendingWorld {
  readonly turns = new Turns();
  readonly daraja: LedgerDaraja;
  readonly actors: Actors;
  /** Whom M-Pesa was asked about. */
  readonly asked = new Set<string>();
  /** Actors who may have handed bytes to the network. */
  readonly departed = new Set<string>();
  /** Whose request Safaricom did not take. */
  readonly #refused = new Set<string>();
  readonly #errors: unknown[] = [];
  readonly #observe: Observe;

  private constructor(
    private readonly subject: Subject,
    private readonly settings: WorldSettings,
  ) {
    this.#observe = settings.observe?.(this.turns) ?? (() => undefined);
    this.daraja = this.#network();
    this.actors = this.#told(this.#cast());
  }

  static async open(subject: Subject, settings: WorldSettings): Promise<SendingWorld> {
    const world = new SendingWorld(subject, settings);
    if (settings.story === STORIES[0]) await world.#storeUnsent();
    return world;
  }

  /** What somebody was told wrongly, or stumbled over. */
  get errors(): readonly unknown[] {
    return this.#errors;
  }

  /** Who was stopped between its departure and the record of what came of it. */
  get diedUnderWay(): boolean {
    return this.turns.waiting.some((name) => this.departed.has(name));
  }

  /** The actors are gone. A process of its own, time and a host that asks again are left: what it comes to, whatever happened. */
  async settle(schedule: string): Promise<void> {
    const { diedUnderWay, subject, daraja } = this;
    const heir = this.#house(subject.storage);
    for (let hours = 0; hours < 3; hours += 1) {
      subject.clock.advance(HOUR);
      await heir.initiator.dispatch();
      await heir.reconciler.idle();
    }
    // Twice: the first may be the one that cannot reach Safaricom.
    for (const _ of [1, 2]) await heir.b2c.pay(WAGE).catch(() => undefined);
    for (let hours = 0; hours < 3; hours += 1) {
      subject.clock.advance(HOUR);
      await heir.reconciler.idle();
    }
    const [payment, ...more] = await this.#ours();
    const seen = {
      schedule,
      left: daraja.ledger.length,
      payments: 1 + more.length,
      status: payment?.status,
      failure: payment?.failure,
      reason: payment?.reviewReason,
      asked: this.asked.has(payment?.id ?? ''),
      errors: [...this.#errors, ...heir.errors],
    };
    const served = { ...seen, payments: 1, failure: null, errors: [] };
    // A person has to look only at what M-Pesa was asked about in vain: it left, or whoever was about to send it died, or was
    // given up by a process whose clock is minutes ahead.
    const givenUp = payment?.resultText === GIVEN_UP && this.settings.story === STORIES[1];
    const left = diedUnderWay || givenUp ? seen.left : 1;
    const end =
      payment?.status === 'succeeded'
        ? { ...served, left: 1 }
        : { ...served, status: 'review', reason: expect.stringMatching(IN_VAIN), asked: true, left };
    expect(seen).toEqual(end);
    expect(seen.left).toBeLessThanOrEqual(1);
  }

  #cast(): Actors {
    const { storage, other } = this.subject;
    const [one, two] = [this.#house(storage), this.#house(other)];
    const late = this.settings.story === STORIES[0];
    const aheadMs = late ? 0 : 2 * samplePolicy.sendLeaseMs;
    const { reconciler } = this.turns.as('reconciler', () => this.#house(other, aheadMs));
    return {
      reconciler: () => reconciler.idle(),
      dispatcher: () => (late ? one : two).initiator.dispatch(),
      ...(late ? { other: () => two.initiator.dispatch() } : { caller: () => one.b2c.pay(WAGE) }),
      repeat: () => (late ? one : two).b2c.pay(WAGE),
      result: () => this.#result(one),
    };
  }

  /** Who says that no money has moved is asked at once whether that is so, and why its own request did not go through. */
  #told(actors: Actors): Actors {
    const checked = (name: string, act: () => Promise<unknown>) => async (): Promise<void> => {
      try {
        await act();
      } catch (error) {
        if (!(error instanceof MpesaError) || error.moneyMayHaveMoved) return;
        const sent = this.daraja.ledger.length > 0;
        if (sent) this.#errors.push(new Error(`${name} says that nothing was sent`, { cause: error }));
        // A reconciler whose clock is right lets every attempt have its time.
        const groundless = this.settings.story === STORIES[0] && !this.#refused.has(name);
        if (groundless) this.#errors.push(new Error(`${name} was kept from sending`, { cause: error }));
      }
    };
    return Object.fromEntries(Object.entries(actors).map(([name, act]) => [name, checked(name, act)]));
  }

  /** Comes when it likes, once M-Pesa has the request. */
  async #result({ recorder }: MoneyHouse): Promise<void> {
    await this.turns.gate();
    const [payment] = await this.#ours();
    const paid = this.daraja.ledger.length > 0 && payment !== undefined;
    this.#observe('ledger', paid && payment.id);
    if (!paid) return;
    const at = Math.max(this.subject.clock.now(), payment.createdAt);
    const { id: paymentId, amountCents, originatorConversationId, phone } = payment;
    const names = { checkoutRequestId: null, merchantRequestId: null, conversationId: 'AG_1' } as const;
    const other = { form: 'clear', value: phone ?? '' } as const;
    const told = { paymentId, amountCents, originatorConversationId, ...names, other, phone: null } as const;
    const receipt = `${dayOfReceipts(at)}0000009`;
    await recorder.record([succeeded({ ...told, at, completedAt: at, receipt })]);
  }

  #house(storage: Storage, aheadMs = 0): MoneyHouse {
    const { clock, newId } = this.subject;
    const { turns, asked } = this;
    const ask = async ({ id }: Payment) => {
      await turns.gate();
      asked.add(id);
      return 'later' as const;
    };
    const house = moneyHouse({
      storage: gated(storage, { turns, observe: this.#observe, departed: this.departed }),
      daraja: this.daraja,
      newId,
      inquiry: { ask },
      clock: { now: () => clock.now() + aheadMs },
    });
    // Whatever the reconciler stumbles over is told with what else went wrong.
    house.errors.push = (...errors) => this.#errors.push(...errors);
    return house;
  }

  #network(): LedgerDaraja {
    const { weather } = this.settings;
    let arrived = 0;
    const daraja = ledgerDaraja(this.subject.clock, new InMemoryAccessTokenStore(), () => {
      arrived += 1;
      const down = weather === 'cannot be reached' && arrived === 1;
      if (down) this.#refused.add(this.turns.current);
      return down ? new TransportError('ECONNREFUSED', { sent: false }) : undefined;
    });
    const take = daraja.onArrival;
    const reply = (answer: (typeof daraja.script)[number] | undefined): void => {
      daraja.script.splice(0, daraja.script.length, ...(answer === undefined ? [] : [answer]));
    };
    daraja.onArrival = async () => {
      await take();
      const unheard = weather === 'takes it and is not heard' && arrived === 1;
      const answer = unheard ? new TransportError('socket hang up', { sent: true }) : daraja.script[0];
      this.#observe('answer', arrived);
      await this.turns.gate();
      // Another request may have been answered while this answer was on its way.
      reply(answer);
    };
    return daraja;
  }

  /** As a host's transaction leaves it, at the moment when it may no longer be sent, behind another that is due. */
  async #storeUnsent(): Promise<void> {
    const { storage, clock } = this.subject;
    const { b2c } = this.#house(storage);
    await storage.unitOfWork.run((tx) => b2c.pay(WAGE, { manager: tx }));
    clock.advance(samplePolicy.horizonMs('b2c'));
    const due = { sendingAt: clock.now(), nextCheckAt: clock.now() - 1 };
    const sent = { id: 'earlier', kind: 'b2c', direction: 'out', status: 'pending' } as const;
    await insertPayments(this.subject, [samplePayment(this.subject, { ...sent, ...due })]);
  }

  async #ours(): Promise<Payment[]> {
    const { items } = await this.subject.storage.queries.find({}, { limit: 50, cursor: null });
    return items.filter(({ id }) => id !== 'earlier');
  }
}
