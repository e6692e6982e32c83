import type { VirtualClock } from '../../clock/virtual-clock.js';
import type { Phone } from '../../world/phone.js';
import type { Shortcode } from '../../world/shortcode.js';
import type { C2bService } from '../c2b/c2b.service.js';
import { executionDay, frequencyStep } from './frequency.js';

/** A customer's agreement to pay again and again. */
export interface StandingOrder {
  readonly name: string;
  readonly phone: Phone;
  readonly shortcode: Shortcode;
  readonly cents: number;
  readonly reference: string;
  readonly step: NonNullable<ReturnType<typeof frequencyStep>> | null;
  /** Midnight UTC of the first and the last day. */
  readonly startsOn: number;
  readonly endsOn: number;
}

/** Payments are made at six in the morning in Nairobi, three o'clock UTC. */
const HOUR_UTC = 3 * 60 * 60 * 1000;

/** Standing orders in force; each executes on the simulated clock as an ordinary C2B payment. */
export class StandingOrders {
  private readonly orders: StandingOrder[] = [];

  constructor(
    private readonly clock: VirtualClock,
    private readonly c2b: C2bService,
  ) {}

  has(phone: Phone, name: string): boolean {
    return this.orders.some((order) => order.phone === phone && order.name === name);
  }

  start(order: StandingOrder): void {
    this.orders.push(order);
    this.plan(order, 0);
  }

  clear(): void {
    this.orders.length = 0;
  }

  private plan(order: StandingOrder, n: number): void {
    const { step, startsOn, endsOn } = order;
    const day = n === 0 ? startsOn : step && executionDay(startsOn, step, n);
    if (day === null || day > endsOn) return;
    this.clock.after(Math.max(0, day + HOUR_UTC - this.clock.now()), async () => {
      this.plan(order, n + 1);
      await this.c2b.pay(order);
    });
  }
}
