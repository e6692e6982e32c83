/**
 * The schema that the migrations build is the one the entities describe, on every database, and can be taken down and built
 * again. The host of a shared DataSource would otherwise see changes in every `migration:generate`.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { RegistrationTokens1795219200014 } from '../libs/mpesa/src/storage/migrations/1795219200014-registration-tokens.js';
import { WhatIsCertain1795219200019 } from '../libs/mpesa/src/storage/migrations/1795219200019-what-is-certain.js';
import { AskedDoubts1795219200022 } from '../libs/mpesa/src/storage/migrations/1795219200022-asked-doubts.js';
import { Erasures1795219200016 } from '../libs/mpesa/src/storage/migrations/1795219200016-erasures.js';
import { migrate, openDataSource } from '../libs/mpesa/src/storage/database/mpesa-schema.js';
import { PaymentEntity } from '../libs/mpesa/src/storage/entities/payment.entity.js';
import { mpesaEntities, mpesaMigrations } from '../libs/mpesa/src/typeorm.js';
import { createTestDatabase, testDatabases, type TestDatabase } from './support/database.js';

describe.each(testDatabases())('the schema on %s', (kind) => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createTestDatabase(kind);
    dataSource = await openDataSource(database.storage);
  });

  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const differences = async (): Promise<string[]> => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  };

  it('is what the entities describe, once the migrations have run', async () => {
    await migrate(dataSource, 'run');
    expect(await differences()).toEqual([]);
  });

  it('would show a difference: before the migrations every table is one', async () => {
    expect((await differences()).filter((sql) => sql.startsWith('CREATE TABLE'))).toHaveLength(
      mpesaEntities.length,
    );
  });

  it('goes down to nothing and up again', async () => {
    await migrate(dataSource, 'run');
    for (let step = 0; step < mpesaMigrations.length; step++) await dataSource.undoLastMigration();
    expect(await ourTables()).toEqual(['mpesa_migrations']);
    await migrate(dataSource, 'run');
    expect(await differences()).toEqual([]);
  });

  it('is refused by check, with the names of what is missing, until it is complete', async () => {
    await expect(migrate(dataSource, 'check')).rejects.toThrow(/MpesaOutbox\d+.*migration:run/);
    await migrate(dataSource, 'run');
    await migrate(dataSource, 'check');
  });

  it('is left alone by off', async () => {
    await migrate(dataSource, 'off');
    expect(await ourTables()).toEqual([]);
  });

  it('is built once when several instances start at the same moment', async () => {
    const others = await Promise.all([1, 2, 3].map(() => openDataSource(database.storage)));
    await Promise.all([dataSource, ...others].map((instance) => migrate(instance, 'run')));
    await Promise.all(others.map((instance) => instance.destroy()));
    const rows = await database.query('SELECT name FROM mpesa_migrations');
    expect(rows).toHaveLength(mpesaMigrations.length);
    expect(await differences()).toEqual([]);
  });

  it('loses the tokens of callback URLs that were kept in clear', async () => {
    await migrate(dataSource, 'run');
    const [url, token] = ['https://pay.example.co.ke/callbacks/x/600000', 'a0'.repeat(16)];
    await database.query(
      'INSERT INTO mpesa_c2b_registration (shortcode, account, version, response_type, confirmation_url, validation_url, ' +
        "registered_at, outcome) VALUES ('600000', 'default', 'v2', 'Completed', ?, ?, 1, 'registered')",
      [`${url}/${token}`, `${url}/v`],
    );
    await database.query(
      "INSERT INTO mpesa_biller (shortcode, account, email, callback_url, opted_in_at, updated_at) VALUES ('600000', 'a', 'b', ?, 1, 1)",
      [`${url}/${token}`],
    );
    await new RegistrationTokens1795219200014().up(dataSource.createQueryRunner());
    expect(
      await database.query('SELECT confirmation_url, validation_url FROM mpesa_c2b_registration'),
    ).toEqual([{ confirmation_url: `${url}/…`, validation_url: `${url}/v` }]);
    expect(await database.query('SELECT callback_url FROM mpesa_biller')).toEqual([
      { callback_url: `${url}/…` },
    ]);
  });

  it('has retention pass once more by what was erased when numbers stayed in ids, payloads and digests', async () => {
    await migrate(dataSource, 'run');
    await database.query(
      'INSERT INTO mpesa_payment (id, kind, direction, status, account, account_type, shortcode, amount_cents, currency, ' +
        'created_at, updated_at, checks, reversed_cents, version, lock_no, erased_at) ' +
        "VALUES ('p', 'c2b', 'in', 'succeeded', 'default', 'paybill', '174379', 100, 'KES', 1, 2, 0, 0, 1, 0, 3)",
    );
    await database.query(
      'INSERT INTO mpesa_callback (id, kind, raw_bytes, received_at, status, copies, attempts) ' +
        "VALUES ('plain', 'stk', 1, 5, 'done', 1, 0)",
    );
    const runner = dataSource.createQueryRunner();
    await new Erasures1795219200016().down(runner);
    await new Erasures1795219200016().up(runner);
    const [payment] = await database.query('SELECT erased_at FROM mpesa_payment');
    const [callback] = await database.query('SELECT kept_since FROM mpesa_callback');
    expect([payment, callback]).toEqual([{ erased_at: null }, { kept_since: 5 }]);
  });

  it('has money asked about that may be a push’s and was to be asked about, and no other', async () => {
    await migrate(dataSource, 'run');
    const doubt = 'owner-in-doubt: UKL0000001 may be the money of p';
    const now = 1_795_219_200_000;
    const old = '{"receipt":"UKL0000001","amountCents":100,"at":3,"open":["time"]}';
    for (const [id, claim, reason] of [
      ['asked', old, doubt],
      ['there', null, doubt],
      ['other', '{"receipt":"UKL0000001"}', 'unproven: time'],
    ]) {
      await database.query(
        'INSERT INTO mpesa_payment (id, kind, direction, status, account, account_type, shortcode, amount_cents, currency, ' +
          'created_at, updated_at, checks, reversed_cents, version, lock_no, claim, review_reason) ' +
          "VALUES (?, 'c2b', 'in', 'review', 'default', 'paybill', '174379', 100, 'KES', 1, 2, 0, 0, 1, 0, ?, ?)",
        [id, claim, reason],
      );
    }
    await new AskedDoubts1795219200022({ now: () => now }).up(dataSource.createQueryRunner());
    const rows = await database.query(
      'SELECT id, review_reason, next_check_at FROM mpesa_payment ORDER BY id',
    );
    expect(rows).toEqual([
      { id: 'asked', review_reason: 'horizon', next_check_at: expect.anything() },
      { id: 'other', review_reason: 'unproven: time', next_check_at: null },
      { id: 'there', review_reason: doubt, next_check_at: null },
    ]);
    const found = await dataSource.getRepository(PaymentEntity).find({ order: { id: 'ASC' } });
    expect(found.map(({ claim }) => claim)).toEqual([
      { ...(JSON.parse(old) as object), at: now },
      { receipt: 'UKL0000001' },
      null,
    ]);
  });

  it('keeps when a standing order had departed, and can say that one has not', async () => {
    await migrate(dataSource, 'run');
    const runner = dataSource.createQueryRunner();
    const sendingAt = async (): Promise<number[]> => {
      const rows = await database.query('SELECT sending_at FROM mpesa_standing_order ORDER BY id');
      return (rows as { sending_at: unknown }[]).map(({ sending_at: at }) => (at === null ? -1 : Number(at)));
    };
    for (const [id, at] of [
      ['a', 7],
      ['b', null],
    ]) {
      await database.query(
        'INSERT INTO mpesa_standing_order (id, status, account, account_type, shortcode, name, amount_cents, reference, ' +
          'frequency, starts_on, ends_on, request_hash, sending_at, created_at, updated_at, version, lock_no) ' +
          "VALUES (?, 'created', 'a', 'paybill', '174379', 'n', 1, 'r', 'once', '', '', 'h', ?, 5, 5, 1, 0)",
        [id, at],
      );
    }
    await new WhatIsCertain1795219200019().down(runner);
    expect(await sendingAt()).toEqual([7, 5]);
    await new WhatIsCertain1795219200019().up(runner);
    expect(await sendingAt()).toEqual([7, 5]);
    await database.query("UPDATE mpesa_standing_order SET sending_at = NULL WHERE id = 'b'");
    expect(await sendingAt()).toEqual([7, -1]);
    expect(await differences()).toEqual([]);
  });

  it('tells upper case from lower in ids and keys', async () => {
    await migrate(dataSource, 'run');
    for (const name of ['Order-1', 'order-1']) {
      await database.query('INSERT INTO mpesa_query_limit (name, next_at) VALUES (?, 0)', [name]);
    }
    expect(
      await database.query('SELECT name FROM mpesa_query_limit WHERE name = ?', ['Order-1']),
    ).toHaveLength(1);
  });

  async function ourTables(): Promise<unknown[]> {
    const sql =
      kind === 'sqlite'
        ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'mpesa%'"
        : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'mpesa%'";
    return (await database.query(sql)).map((row) => (row as { name: string }).name);
  }
});
