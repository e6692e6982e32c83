import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { toStorageError } from './database-error.js';
import { plainErrors } from './plain-errors.js';

const failed = (properties: object): QueryFailedError =>
  new QueryFailedError('INSERT …', ['254722000000'], Object.assign(new Error('driver text'), properties));

/** Nobody answers, or nobody is there. */
const NETWORK = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
];
const POOL = ['PROTOCOL_CONNECTION_LOST', 'POOL_CLOSED', 'POOL_NOONLINE', 'POOL_NONEONLINE'];

/** MariaDB's numbers, as its manual names them. */
const SERVER = [
  [1021, 'ER_DISK_FULL'],
  [1114, 'ER_RECORD_FILE_FULL'],
  [1040, 'ER_CON_COUNT_ERROR'],
  [1203, 'ER_TOO_MANY_USER_CONNECTIONS'],
  [1226, 'ER_USER_LIMIT_REACHED'],
  [1053, 'ER_SERVER_SHUTDOWN'],
  [1290, 'ER_OPTION_PREVENTS_STATEMENT'],
  [1836, 'ER_READ_ONLY_MODE'],
  [1317, 'ER_QUERY_INTERRUPTED'],
  [1927, 'ER_CONNECTION_KILLED'],
  [2006, 'CR_SERVER_GONE_ERROR'],
  [2013, 'CR_SERVER_LOST'],
  [1044, 'ER_DBACCESS_DENIED_ERROR'],
  [1045, 'ER_ACCESS_DENIED_ERROR'],
  [1049, 'ER_BAD_DB_ERROR'],
] as const;
const SQLITE = [
  'SQLITE_FULL',
  'SQLITE_IOERR_WRITE',
  'SQLITE_CANTOPEN',
  'SQLITE_READONLY_DBMOVED',
  'SQLITE_CORRUPT_VTAB',
  'SQLITE_NOTADB',
];

/** What drivers, pools and TypeORM say without a code. */
const CLOSED = [
  "Can't add new command when connection is in closed state",
  'Pool is closed.',
  'The database connection is not open',
  'Connection is not established with mysql database',
  'No connections available.',
  'Driver not connected',
  'Queue limit reached.',
];

const told = (properties: object): Error => toStorageError(plainErrors, 'save', failed(properties));

describe('toStorageError', () => {
  it.each([
    [{ errno: 1062, code: 'ER_DUP_ENTRY' }, 'duplicate'],
    [{ errno: 1586, code: 'ER_DUP_ENTRY_WITH_KEY_NAME' }, 'duplicate'],
    [{ code: 'SQLITE_CONSTRAINT_UNIQUE' }, 'duplicate'],
    [{ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }, 'duplicate'],
    [{ errno: 1213, code: 'ER_LOCK_DEADLOCK' }, 'contention'],
    [{ errno: 1020, code: 'ER_CHECKREAD' }, 'contention'],
    [{ code: 'SQLITE_BUSY_SNAPSHOT' }, 'contention'],
    [{ code: 'SQLITE_LOCKED_SHAREDCACHE' }, 'contention'],
  ])('calls %j a conflict: %s', (properties, kind) => {
    expect(told(properties)).toMatchObject({ name: 'ConflictError', kind });
  });

  it.each([[{ errno: 1205, code: 'ER_LOCK_WAIT_TIMEOUT' }], [{ code: 'SQLITE_BUSY' }]])(
    'calls %j locked, which no other try would wait less for',
    (properties) => {
      expect(told(properties)).toMatchObject({ name: 'LockedError', operation: 'save' });
    },
  );

  it.each<object>([
    ...NETWORK.map((code) => ({ code, errno: -111 })),
    ...POOL.map((code) => ({ code })),
    ...SERVER.map(([errno, code]) => ({ errno, code })),
    ...SQLITE.map((code) => ({ code })),
    ...CLOSED.map((message) => ({ message })),
  ])('calls %j unavailable', (properties) => {
    expect(told(properties)).toMatchObject({ name: 'UnavailableError', operation: 'save' });
  });

  it.each([[{ errno: 1406, code: 'ER_DATA_TOO_LONG' }], [{ code: 'SQLITE_CONSTRAINT_NOTNULL' }], [{}]])(
    'calls %j refused',
    (properties) => {
      expect(told(properties)).toMatchObject({ name: 'RefusedError' });
    },
  );

  it('keeps the code, and nothing that holds values', () => {
    const error = failed({ errno: 1062, code: 'ER_DUP_ENTRY', sql: "INSERT … '254722000000'" });
    const { cause } = toStorageError(plainErrors, 'save', error);
    expect({ ...(cause as object) }).toEqual({ errno: 1062, code: 'ER_DUP_ENTRY' });
  });
});
