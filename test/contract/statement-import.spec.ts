/** An import reads its file piece by piece: what it holds and what a row costs stay the same, however long the file is. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AbstractLogger, type DataSource } from 'typeorm';
import { ManualClock } from '../../libs/mpesa/src/testing/manual-clock.js';
import { AccountDirectory } from '../../libs/mpesa/src/options/account-directory.js';
import { resolveAccount } from '../../libs/mpesa/src/options/resolve-account.js';
import { ReviewedPayouts } from '../../libs/mpesa/src/operations/statements/reviewed-payouts.js';
import { StatementService } from '../../libs/mpesa/src/operations/statements/statement.service.js';
import { ConflictRetry } from '../../libs/mpesa/src/payments/locks/conflict-retry.js';
import { LockWatch } from '../../libs/mpesa/src/payments/locks/lock-watch.js';
import { PaymentRecorder } from '../../libs/mpesa/src/payments/recording/payment-recorder.js';
import { MissingMoney } from '../../libs/mpesa/src/reconciliation/missing-money.js';
import { migrate, openDataSource } from '../../libs/mpesa/src/storage/database/mpesa-schema.js';
import { createStorage, type Storage } from '../../libs/mpesa/src/storage/storage.js';
import { sampleDigests, samplePolicy } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { systemDelay } from '../../libs/mpesa/src/values/delay.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createUuidV7 } from '../../libs/mpesa/src/values/uuid-v7.js';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.js';
import { lineOf, STATEMENT_HEAD } from '../support/statement.js';

const NOON = Date.UTC(2026, 10, 21, 9);
const ROWS = 6_000;
const FEWER = 2_000;
const BATCH = 200;

class Statements extends AbstractLogger {
  count = 0;

  override logQuery(query: string): void {
    if (/^(SELECT|INSERT|UPDATE|DELETE)/.test(query)) this.count += 1;
  }

  protected writeLog(): void {}
}

describe.each(testDatabases())('importing a long statement on %s', (kind) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let storage: Storage;
  let service: StatementService;
  const statements = new Statements();

  beforeEach(async () => {
    database = await createTestDatabase(kind);
    dataSource = await openDataSource(database.storage);
    await migrate(dataSource, 'run');
    dataSource.logger = statements;
    const clock = new ManualClock(NOON);
    const newId = createUuidV7(clock, systemRandom);
    storage = createStorage(dataSource, { shared: false, clock, newId, digests: sampleDigests });
    await storage.outbox.subscribe([{ handler: 'A.on', event: 'payment.succeeded' }], 0);
    service = serviceOn(storage, clock, newId);
  });
  afterEach(async () => {
    await storage.close();
    await database.drop();
  });

  it('books 6,000 rows in a fixed number of statements each 200, and knows them with one the second time', async () => {
    const first = await counting(() => service.import(longStatement()));
    expect(first.value).toMatchObject({ rows: ROWS, booked: ROWS });
    expect(first.statements / (ROWS / BATCH)).toBeLessThanOrEqual(12);
    const second = await counting(() => service.import(longStatement()));
    expect(second.value).toMatchObject({ rows: ROWS, booked: 0, known: ROWS });
    expect(second.statements).toBe(ROWS / BATCH);
  });

  it('tells the first thousand of what nobody knows, and how many more there are', async () => {
    const report = await service.import(
      longStatement({ paidIn: '', withdrawn: '-5.00', reason: 'Settlement' }, FEWER),
    );
    expect(report).toMatchObject({ rows: FEWER, booked: 0, omitted: FEWER - 1_000 });
    expect(report.unknownWithdrawals).toHaveLength(1_000);
  });

  it('finds what the statement lacks with one question per 200 payments', async () => {
    await service.import(longStatement({}, 1_000));
    const { value, statements: asked } = await counting(() =>
      service.import(
        longStatement({}, 1_000, ({ index }) => index !== 500),
        { findMissing: true },
      ),
    );
    expect(value.missingOnStatement).toMatchObject([{ receipt: receiptOf(500) }]);
    expect(asked).toBeLessThanOrEqual(5 + 6);
  });

  async function counting<T>(work: () => Promise<T>): Promise<{ value: T; statements: number }> {
    statements.count = 0;
    const value = await work();
    return { value, statements: statements.count };
  }
});

describe('a statement without end', () => {
  it('is read no further ahead than a few batches, however slow the work is', async () => {
    let pulled = 0;
    let worked = 0;
    const ahead: number[] = [];
    const service = new StatementService({
      accounts: accounts(),
      money: {
        book: async (facts) => {
          await systemDelay(1);
          ahead.push(pulled - worked);
          worked += facts.length;
          return facts.map(() => ({ outcome: 'known', paymentId: 'x' }));
        },
      },
      payouts: { settle: async () => new Set() },
      queries: { withReceipts: async () => [], find: async () => ({ items: [], nextCursor: null }) },
      clock: new ManualClock(NOON),
    });
    const text = longStatement({ party: 'x'.repeat(200) }, FEWER, () => (pulled += 1) > 0);
    expect(await service.import(text)).toMatchObject({ rows: FEWER, known: FEWER });
    expect(ahead).toHaveLength(FEWER / BATCH);
    expect(Math.max(...ahead)).toBeLessThan(5 * BATCH);
  });
});

function serviceOn(storage: Storage, clock: ManualClock, newId: () => string): StatementService {
  const recorder = new PaymentRecorder({
    unitOfWork: storage.unitOfWork,
    payments: storage.payments,
    promptLocks: storage.promptLocks,
    events: storage.outbox,
    clock,
    newId,
    policy: samplePolicy,
    retry: new ConflictRetry(systemDelay, systemRandom),
    watch: new LockWatch({ clock, holders: () => storage.lockHolders(), onWaiting: () => undefined }),
    onCommit: () => undefined,
    onWarning: () => undefined,
  });
  const { queries, restores } = storage;
  return new StatementService({
    payouts: new ReviewedPayouts({ queries, recorder, restores, clock }),
    accounts: accounts(),
    money: new MissingMoney({ queries, recorder }),
    queries,
    clock,
  });
}

function accounts(): AccountDirectory {
  const app = { consumerKey: 'key', consumerSecret: 'secret', shortcode: '174379' };
  return new AccountDirectory(new Map([['default', resolveAccount('default', app)]]));
}

function* longStatement(
  over: Partial<Parameters<typeof lineOf>[0]> = {},
  rows = ROWS,
  has: (row: { index: number }) => boolean = () => true,
): Generator<string> {
  yield STATEMENT_HEAD;
  for (let index = 0; index < rows; index += 1) {
    if (!has({ index })) continue;
    yield lineOf({ receipt: receiptOf(index), at: NOON - index * 1_000, paidIn: '150.00', ...over });
  }
}

function receiptOf(index: number): string {
  return `UKL${String(index).padStart(7, '0')}`;
}
