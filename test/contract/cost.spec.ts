/** Cost grows with what is due, not with what is stored: SQLite tells how it will look for the rows of a statement. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AbstractLogger, type DataSource } from 'typeorm';
import { migrate, openDataSource } from '../../libs/mpesa/src/storage/database/mpesa-schema.js';
import { createStorage } from '../../libs/mpesa/src/storage/storage.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createUuidV7 } from '../../libs/mpesa/src/values/uuid-v7.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { manualClock, type Subject } from './contract-case.js';
import {
  appendEvents,
  fullPayment,
  insertPayments,
  sampleCallback,
  sampleEvent,
  samplePayment,
} from './samples.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';

class Recorder extends AbstractLogger {
  readonly statements: Array<{ sql: string; params: unknown[] }> = [];

  override logQuery(sql: string, params: unknown[] = []): void {
    if (/^(SELECT|UPDATE|DELETE)/.test(sql)) this.statements.push({ sql, params });
  }

  protected writeLog(): void {}
}

describe('the statements of claims, completions, searches and retention', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let subject: Subject;
  const recorder = new Recorder();

  beforeAll(async () => {
    database = await createTestDatabase('sqlite');
    dataSource = await openDataSource(database.storage);
    await migrate(dataSource, 'run');
    const clock = manualClock();
    const newId = createUuidV7(clock, systemRandom);
    const storage = createStorage(dataSource, { shared: false, clock, newId, digests: sampleDigests });
    subject = { storage, other: storage, clock, newId };
    dataSource.logger = recorder;
    await exercise();
  });
  afterAll(async () => {
    await subject.storage.close();
    await database.drop();
  });

  /** Every statement that runs again and again, each with something to do. */
  async function exercise(): Promise<void> {
    const { payments, queries, inbox, outbox, retention } = subject.storage;
    const now = subject.clock.now();
    await outbox.subscribe([{ handler: 'A.on', event: 'payment.created' }], now);
    const stored = [1, 2, 3].map(() => samplePayment(subject, { nextCheckAt: now }));
    const old = fullPayment(subject, { status: 'succeeded', updatedAt: 0, nextCheckAt: null });
    await insertPayments(subject, [...stored, old]);
    await appendEvents(subject, [...stored.map((payment) => sampleEvent(payment)), sampleEvent(old)]);
    await payments.claimUnsent('a', now, now + 9, 1);
    const [unsent] = await payments.claimUnsent('b', now, now + 9, 1);
    const leaving = { id: unsent?.id ?? '', owner: 'b', at: now, nextCheckAt: now };
    expect(await payments.depart(leaving)).toBe(true);
    await payments.takeBack(leaving.id, 'b');
    const due = await payments.claimDue('a', now, now + 9, 2);
    await payments.reschedule('a', [{ id: due[0]?.id ?? '', nextCheckAt: now + 99, checks: 1 }]);
    await payments.releaseChecks('a', now);
    await payments.pushCandidates([
      { shortcodes: ['174379'], amountCents: 1, reference: 'x', sentFrom: 0, sentTo: now },
    ]);
    await subject.storage.unitOfWork.run((tx) =>
      payments.moneyNear(tx, {
        amountsCents: [1, 2],
        from: 0,
        to: now,
        toldTo: now,
        statuses: ['review', 'succeeded'],
      }),
    );
    await payments.idsByReceipts('in', ['R']);
    await payments.findByIdempotencyKey('default', 'k');
    await queries.find({ account: 'default', status: 'pending' }, { limit: 5, cursor: null });
    await queries.find({ account: 'default' }, { limit: 5, cursor: null });
    await queries.find({ reference: 'x' }, { limit: 5, cursor: null });
    await queries.find({ phone: 'x' }, { limit: 5, cursor: null });
    const request = { handlers: ['A.on'], now, leaseUntil: now + 9, limit: 3 };
    const [first, second] = await outbox.claim('a', request);
    if (first === undefined || second === undefined) throw new Error('deliveries are due');
    await outbox.done('a', first, 0);
    await outbox.deadLetter('a', second, { now, error: 'x' });
    await outbox.release('a');
    await outbox.deadLetters({ limit: 5, cursor: null });
    await outbox.replay(second, now);
    await inbox.store([sampleCallback(subject), sampleCallback(subject, { status: 'done', receivedAt: 0 })]);
    const [callback] = await inbox.claim('a', now, now + 9, 5);
    await inbox.complete('a', [{ id: callback?.id ?? '', status: 'unmatched', reason: null, nextAt: 0 }]);
    await inbox.release('a');
    await inbox.rematch(now);
    await inbox.list('unmatched', { limit: 5, cursor: null });
    await inbox.lastSeen('c2b-confirmation', '600000');
    await retention.erase(now, 10);
  }

  const plans = async (): Promise<Array<{ sql: string; plan: string }>> => {
    const seen = new Map(recorder.statements.map((statement) => [statement.sql, statement.params]));
    const result = [];
    for (const [sql, params] of seen) {
      const steps = (await database.query(`EXPLAIN QUERY PLAN ${sql}`, params)) as Array<{ detail: string }>;
      result.push({ sql, plan: steps.map(({ detail }) => detail).join('; ') });
    }
    return result;
  };

  it('walk an index, never a whole growing table', async () => {
    const found = await plans();
    expect(found.length).toBeGreaterThan(30);
    const scanning = found.filter(
      ({ plan }) => /SCAN (mpesa_|[a-z]\b)/.test(plan) && !/mpesa_subscription/.test(plan),
    );
    expect(
      scanning.filter(
        ({ plan }) => !/SCAN mpesa_payment USING (COVERING )?INDEX ix_mpesa_payment_created/.test(plan),
      ),
    ).toEqual([]);
  });

  it('take rows that are named by key through the key, not through all that is due', async () => {
    const byKey = (await plans()).filter(({ sql }) => /^(UPDATE|DELETE)/.test(sql) && / IN \(/.test(sql));
    expect(byKey.length).toBeGreaterThan(5);
    const detours = byKey.filter(
      ({ sql, plan }) =>
        !/sqlite_autoindex|ix_mpesa_delivery_order \(payment_id=\?\)$/.test(plan) &&
        !/next_at > 0 AND owner/.test(sql),
    );
    expect(detours).toEqual([]);
  });

  it('look for money near a push by its amount and time', async () => {
    const near = (await plans()).find(({ sql }) => sql.includes("kind = 'c2b'"));
    expect(near?.plan).toContain(
      'USING INDEX ix_mpesa_payment_money (amount_cents=? AND completed_at>? AND completed_at<?)',
    );
    expect(near?.plan).toContain('ix_mpesa_payment_status (status=? AND created_at>? AND created_at<?)');
  });

  it('look for earlier events of a payment among that payment only', async () => {
    const claim = (await plans()).find(({ sql }) => sql.includes('NOT EXISTS'));
    expect(claim?.plan).toContain(
      'SEARCH p USING INDEX ix_mpesa_delivery_order (payment_id=? AND handler=? AND seq<?)',
    );
  });
});
