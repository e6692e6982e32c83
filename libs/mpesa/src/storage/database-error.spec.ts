import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { toStorageError } from './database-error.js';

const failed = (properties: object): QueryFailedError =>
  new QueryFailedError('INSERT …', ['254722000000'], Object.assign(new Error('driver text'), properties));

describe('toStorageError', () => {
  it.each([
    [{ errno: 1062, code: 'ER_DUP_ENTRY' }, 'duplicate'],
    [{ code: 'SQLITE_CONSTRAINT_UNIQUE' }, 'duplicate'],
    [{ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }, 'duplicate'],
    [{ errno: 1213, code: 'ER_LOCK_DEADLOCK' }, 'contention'],
    [{ errno: 1020, code: 'ER_CHECKREAD' }, 'contention'],
    [{ code: 'SQLITE_BUSY_SNAPSHOT' }, 'contention'],
  ])('calls %j a conflict: %s', (properties, kind) => {
    expect(toStorageError('save', failed(properties))).toMatchObject({ name: 'StorageConflict', kind });
  });

  it.each([[{ errno: 1205, code: 'ER_LOCK_WAIT_TIMEOUT' }], [{ code: 'SQLITE_BUSY' }]])(
    'calls %j locked, which no other try would wait less for',
    (properties) => {
      const told = { name: 'StorageLockedError', operation: 'save', paymentId: null };
      expect(toStorageError('save', failed(properties))).toMatchObject(told);
    },
  );

  it.each([
    [{ code: 'ECONNREFUSED', errno: -111 }],
    [{ code: 'PROTOCOL_CONNECTION_LOST' }],
    [{ errno: 1927, code: 'ER_CONNECTION_KILLED' }],
    [{ errno: 1114, code: 'ER_RECORD_FILE_FULL' }],
    [{ code: 'SQLITE_FULL' }],
    [{ code: 'SQLITE_IOERR_WRITE' }],
    [{ message: "Can't add new command when connection is in closed state" }],
  ])('calls %j unavailable', (properties) => {
    expect(toStorageError('save', failed(properties))).toMatchObject({
      name: 'StorageUnavailableError',
      operation: 'save',
    });
  });

  it.each([[{ errno: 1406, code: 'ER_DATA_TOO_LONG' }], [{ code: 'SQLITE_CONSTRAINT_NOTNULL' }], [{}]])(
    'calls %j refused',
    (properties) => {
      expect(toStorageError('save', failed(properties))).toMatchObject({ name: 'StorageRefusedError' });
    },
  );

  it('keeps the code, and nothing that holds values', () => {
    const error = failed({ errno: 1062, code: 'ER_DUP_ENTRY', sql: "INSERT … '254722000000'" });
    const { cause } = toStorageError('save', error);
    expect({ ...(cause as object) }).toEqual({ errno: 1062, code: 'ER_DUP_ENTRY' });
  });
});
