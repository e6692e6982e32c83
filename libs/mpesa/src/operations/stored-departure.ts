import type { DepartureRecord } from '../daraja/exchange/departure-record.js';
import type { Clock } from '../values/clock.js';

/** Where the departure of one request is kept. */
export interface DepartureKeeping {
  /** What is sent, for people: `payment 0193…`. */
  readonly subject: string;
  /** How long its sender may take, ms. */
  readonly leaseMs: number;
  readonly clock: Clock;
  /** @returns false, and nothing kept, when another sends it or it is settled */
  depart(at: number, nextCheckAt: number): Promise<boolean>;
  takeBack(): Promise<void>;
}

/** The step between storing a request and handing it to the network, for the one who is to send it. */
export class StoredDeparture implements DepartureRecord {
  #at: number | null = null;
  #tried = false;

  constructor(private readonly keeping: DepartureKeeping) {}

  /** Since when bytes may have left, epoch ms; null while it is certain that none have. */
  get at(): number | null {
    return this.#at;
  }

  async depart(): Promise<void> {
    const { keeping } = this;
    const at = keeping.clock.now();
    this.#tried = true;
    const mine = await keeping.depart(at, at + keeping.leaseMs);
    if (!mine) throw new Error(`${keeping.subject} is sent or settled by another`);
    this.#at = at;
  }

  async takeBack(): Promise<void> {
    this.#at = null;
    // Also after a departure that threw: whether the database kept it, only the database knows.
    if (this.#tried) await this.keeping.takeBack();
    this.#tried = false;
  }
}
