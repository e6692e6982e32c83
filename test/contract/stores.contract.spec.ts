/** The inbox, the outbox, phone lines and retention keep their promises on every database. */
import { inboxStoreContract } from './inbox-store.contract.js';
import { outboxStoreContract } from './outbox-store.contract.js';
import { promptLockStoreContract } from './prompt-lock-store.contract.js';
import { retentionStoreContract } from './retention-store.contract.js';
import { runContract } from './run-contract.js';

runContract('the inbox', inboxStoreContract());
runContract('the outbox', outboxStoreContract());
runContract('phone lines', promptLockStoreContract());
runContract('retention', retentionStoreContract());
