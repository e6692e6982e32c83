import { Injectable } from '@nestjs/common';
import { IdempotencyConflictError, type Payment } from 'nestjs-mpesa';
import { setTimeout as pause } from 'node:timers/promises';
import type { Caller } from '../../auth/caller.js';
import { ClientPayments } from '../../payments/client-payments.js';
import { ClientRequests } from '../../payments/client-requests.js';
import { Refusal } from '../../errors/refusal.js';
import { marksFor, type VitumobOrder } from './vitumob-order.js';

/** Where another call has just asked, M-Pesa's answer to it is waited for: this often, this long each time. */
const LOOKS = 100;
const PAUSE_MS = 100;

const OPEN: readonly Payment['status'][] = ['created', 'pending', 'unknown'];
const OVER: readonly Payment['status'][] = ['failed', 'reversed'];

/** Asks customers to pay for orders, never twice at once for one order, and never for one that is paid. */
@Injectable()
export class VitumobPrompts {
  constructor(
    private readonly requests: ClientRequests,
    private readonly payments: ClientPayments,
  ) {}

  /**
   * @returns the payment as M-Pesa acknowledged it; the one whose prompt is open already, where there is one
   * @throws Refusal `order-settled` when it is paid or may be; `no-answer` when M-Pesa has not said whether it took the request
   * @throws what `StkPushService.request` throws
   */
  async promptFor(caller: Caller, order: VitumobOrder): Promise<Payment> {
    // Each attempt at an order has its own key, so that those who ask at once ask for the same one.
    for (let attempt = 1; ; attempt += 1) {
      const key = `vitumob:${order.id}:${attempt}`;
      const known = await this.payments.byKey(caller.clientId, key);
      if (known === null) return this.#acknowledged(caller, await this.#ask(caller, order, key));
      if (OPEN.includes(known.status)) return this.#acknowledged(caller, known);
      if (OVER.includes(known.status)) continue;
      const why = known.status === 'review' ? 'is being looked into' : 'is paid';
      throw new Refusal('order-settled', `order ${order.id} ${why}, so nobody was asked to pay for it`);
    }
  }

  async #ask(caller: Caller, order: VitumobOrder, key: string): Promise<Payment> {
    const { phone, shillings: amount } = order;
    const metadata = marksFor(order);
    try {
      return await this.requests.collect(
        caller,
        { phone, amount, reference: referenceOf(order), metadata },
        key,
      );
    } catch (error) {
      // Another call for the order was faster, and asked for something else.
      const faster =
        error instanceof IdempotencyConflictError ? await this.payments.byKey(caller.clientId, key) : null;
      if (faster === null) throw error;
      return faster;
    }
  }

  async #acknowledged({ clientId }: Caller, payment: Payment): Promise<Payment> {
    let seen = payment;
    for (let look = 1; seen.status === 'created' && look < LOOKS; look += 1) {
      await pause(PAUSE_MS);
      seen = await this.payments.get(clientId, seen.id);
    }
    if (seen.checkoutRequestId !== null) return seen;
    throw new Refusal('no-answer', 'M-Pesa did not answer: the request may be on the phone, so wait for it');
  }
}

/** What the prompt shows: of a longer order id its end, which tells orders apart. */
function referenceOf({ id }: VitumobOrder): string | undefined {
  return id.replaceAll(/[^\w.-]/g, '').slice(-12) || undefined;
}
