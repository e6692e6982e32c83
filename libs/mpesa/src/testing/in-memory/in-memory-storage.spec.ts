import { describe, it } from '@jest/globals';
import { manualClock, type ContractCase, type Subject } from '../../../../../test/contract/contract-case.js';
import { inboxStoreContract } from '../../../../../test/contract/inbox-store.contract.js';
import { inquiryStoreContract } from '../../../../../test/contract/inquiry-store.contract.js';
import { outboxStoreContract } from '../../../../../test/contract/outbox-store.contract.js';
import { paymentClaimsContract } from '../../../../../test/contract/payment-claims.contract.js';
import { paymentSearchContract } from '../../../../../test/contract/payment-search.contract.js';
import { paymentStoreContract } from '../../../../../test/contract/payment-store.contract.js';
import { promptLockStoreContract } from '../../../../../test/contract/prompt-lock-store.contract.js';
import { reversalStoreContract } from '../../../../../test/contract/reversal-store.contract.js';
import type { Storage } from '../../storage/storage.js';
import { systemRandom } from '../../values/random.js';
import { createUuidV7 } from '../../values/uuid-v7.js';
import { InMemoryDatabase } from './in-memory-database.js';
import { inMemoryStorage } from './in-memory-storage.js';

/** Two instances over the same rows, as two pods would open them. */
function emptySubject(): Subject {
  const clock = manualClock();
  const newId = createUuidV7(clock, systemRandom);
  const database = new InMemoryDatabase();
  // The suites of the river touch no other store.
  const open = (): Storage => inMemoryStorage(newId, database) as unknown as Storage;
  return { storage: open(), other: open(), clock, newId };
}

const suites: Record<string, readonly ContractCase[]> = {
  payments: paymentStoreContract(),
  'searches of payments': paymentSearchContract(),
  'claims on payments': paymentClaimsContract(),
  reversals: reversalStoreContract(),
  inquiries: inquiryStoreContract(),
  'phone lines': promptLockStoreContract(),
  'the inbox': inboxStoreContract(),
  'the outbox': outboxStoreContract(),
};

describe.each(Object.entries(suites))('%s in memory', (_, cases) => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (__, one) => one.run(emptySubject()));
});
