import type { DepartureRecord } from '../daraja/departure-record.js';

/** Remembers for one call whether its bytes may have left; nobody else asks. */
export class WatchedDeparture implements DepartureRecord {
  #left = false;

  get left(): boolean {
    return this.#left;
  }

  async depart(): Promise<void> {
    this.#left = true;
  }

  async takeBack(): Promise<void> {
    this.#left = false;
  }
}
