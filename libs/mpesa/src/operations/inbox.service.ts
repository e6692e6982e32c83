import type { InboxStore, StoredCallback } from '../inbox/inbox-store.js';
import type { Page, PageRequest } from '../payments/payment-ports.js';
import type { Clock } from '../values/clock.js';
import { readId } from './lookup-request.js';
import { readPage } from './page-request.js';

export interface InboxServiceDeps {
  readonly store: InboxStore;
  readonly wake: () => void;
  readonly clock: Clock;
}

/** Callbacks that were stored and did not become part of a payment. */
export class InboxService {
  constructor(private readonly deps: InboxServiceDeps) {}

  /** For no payment we know; they are matched by themselves when it turns up. */
  async unmatched(page: PageRequest = {}): Promise<Page<StoredCallback>> {
    return this.deps.store.list('unmatched', readPage(page));
  }

  /** From addresses that are not on the list, while `sourceAddresses.mode` is `enforce`. */
  async quarantined(page: PageRequest = {}): Promise<Page<StoredCallback>> {
    return this.deps.store.list('quarantined', readPage(page));
  }

  /** Unreadable, for another shortcode, or against what is known; `reason` says which. */
  async rejected(page: PageRequest = {}): Promise<Page<StoredCallback>> {
    return this.deps.store.list('rejected', readPage(page));
  }

  /** Lets a quarantined callback in. @returns false when there is none of that id */
  async release(id: string): Promise<boolean> {
    const released = await this.deps.store.releaseQuarantined(readId('id', id), this.deps.clock.now());
    if (released) this.deps.wake();
    return released;
  }
}
