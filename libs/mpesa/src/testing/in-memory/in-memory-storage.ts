import { InMemoryDatabase } from './in-memory-database.js';
import { InMemoryInboxStore } from './in-memory-inbox.store.js';
import { InMemoryInquiryStore } from './in-memory-inquiry.store.js';
import { InMemoryOutboxStore } from './in-memory-outbox.store.js';
import { InMemoryPaymentQueries } from './in-memory-payment.queries.js';
import { InMemoryPaymentStore } from './in-memory-payment.store.js';
import { InMemoryPromptLockStore } from './in-memory-prompt-lock.store.js';

export interface InMemoryStorage {
  readonly unitOfWork: InMemoryDatabase;
  readonly payments: InMemoryPaymentStore;
  readonly queries: InMemoryPaymentQueries;
  readonly promptLocks: InMemoryPromptLockStore;
  readonly inbox: InMemoryInboxStore;
  readonly inquiries: InMemoryInquiryStore;
  readonly outbox: InMemoryOutboxStore;
}

/** The stores of the river without a database. They pass the contract suites of the real ones. */
export function inMemoryStorage(newId: () => string, unitOfWork = new InMemoryDatabase()): InMemoryStorage {
  return {
    unitOfWork,
    payments: new InMemoryPaymentStore(unitOfWork),
    queries: new InMemoryPaymentQueries(unitOfWork),
    promptLocks: new InMemoryPromptLockStore(),
    inbox: new InMemoryInboxStore(unitOfWork),
    inquiries: new InMemoryInquiryStore(unitOfWork),
    outbox: new InMemoryOutboxStore(unitOfWork, newId),
  };
}
