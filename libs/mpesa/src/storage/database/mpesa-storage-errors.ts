import type { StorageErrors } from 'typeorm-durable';
import { ConnectionWaitError } from '../../errors/connection-wait.error.js';
import { MpesaOptionsError } from '../../errors/mpesa-options.error.js';
import { StorageLockedError } from '../../errors/storage-locked.error.js';
import { StorageRefusedError } from '../../errors/storage-refused.error.js';
import { StorageUnavailableError } from '../../errors/storage-unavailable.error.js';
import { StorageConflict } from '../../payments/storage-conflict.js';

/** What the database fails with, as this library's own errors. */
export const mpesaStorageErrors: StorageErrors = {
  conflict: (kind, details) => new StorageConflict(kind, details),
  conflictOf: (error) => (error instanceof StorageConflict ? error.kind : null),
  locked: (operation, cause) => new StorageLockedError(operation, { cause }),
  isLocked: (error) => error instanceof StorageLockedError,
  unavailable: (operation, cause) => new StorageUnavailableError(operation, { cause }),
  noConnection: (operation, wait) => new ConnectionWaitError(operation, wait),
  refused: (operation, cause) => new StorageRefusedError(operation, { cause }),
  driverMissing: (type, remedy) =>
    new MpesaOptionsError([{ option: 'storage.type', value: type, ...remedy }]),
  schemaBehind: (missing) =>
    new MpesaOptionsError([
      {
        option: 'storage.migrate',
        value: 'check',
        rule: `the schema lacks ${missing.join(', ')}`,
        fix: "run the migrations (`npm run typeorm -- migration:run`), or set migrate: 'run'",
      },
    ]),
};
