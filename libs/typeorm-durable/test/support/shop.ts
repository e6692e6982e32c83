import { afterEach } from '@jest/globals';
import { Column, Entity, Index, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import {
  createTable,
  Database,
  dropTable,
  growTable,
  loosen,
  migrate,
  openDataSource,
  plainErrors as errors,
  safeInteger,
  shrinkTable,
  tighten,
  type DatabaseSettings,
  type Schema,
  type StorageSettings,
  type TableDdl,
} from 'typeorm-durable';
import {
  createTestDatabase,
  type TestDatabase,
  type TestDatabaseKind,
} from '../../../../test/support/database.js';

/** A row of `shop_order`. */
@Entity({ name: 'shop_order' })
@Index('uq_shop_order_name', ['name'], { unique: true })
@Index('ix_shop_order_party', ['party'])
export class Order {
  @PrimaryColumn({ type: 'varchar', length: 36 }) id!: string;
  @Column({ type: 'varchar', length: 64, nullable: true }) name!: string | null;
  @Column({ type: 'bigint', transformer: safeInteger }) cents!: number;
  @Column({ type: 'boolean' }) paid!: boolean;
  @Column({ name: 'next_at', type: 'bigint', transformer: safeInteger, nullable: true }) nextAt!:
    number | null;
  @Column({ type: 'varchar', length: 16, nullable: true }) party!: string | null;
}

const ORDER: TableDdl = {
  name: 'shop_order',
  columns: [
    'id varchar(36) NOT NULL',
    'name varchar(64) NULL',
    'cents bigint NOT NULL',
    'paid boolean NOT NULL',
    'next_at bigint NOT NULL',
  ],
  primaryKey: ['id'],
  unique: { uq_shop_order_name: ['name'] },
};
const NOTE: TableDdl = {
  name: 'shop_note',
  columns: ['text varchar(64) NOT NULL'],
  primaryKey: { counted: 'seq' },
};
const PARTY = {
  name: 'shop_order',
  columns: ['party varchar(16) NULL'],
  indexes: { ix_shop_order_party: ['party'] },
};
const NEXT = { table: 'shop_order', column: 'next_at', type: 'bigint' };

class CreateOrders1795300000000 implements MigrationInterface {
  readonly name = 'CreateOrders1795300000000';
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [ORDER, NOTE]) await createTable(runner, table);
  }
  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of [NOTE, ORDER]) await dropTable(runner, name);
  }
}

class GrowOrders1795300000001 implements MigrationInterface {
  readonly name = 'GrowOrders1795300000001';
  async up(runner: QueryRunner): Promise<void> {
    await growTable(runner, PARTY);
    await loosen(runner, NEXT);
  }
  async down(runner: QueryRunner): Promise<void> {
    await tighten(runner, NEXT, 'cents');
    await shrinkTable(runner, PARTY);
  }
}

export const SHOP: Schema = {
  entities: [Order],
  migrations: [CreateOrders1795300000000, GrowOrders1795300000001],
  migrationsTable: 'shop_migrations',
  lock: 'shop_migrate',
};

/** A clock that stands still. */
export const clock = { at: 1_000_000, now: (): number => clock.at };

/** An empty shop, as one process sees it. */
export interface Shop {
  readonly database: Database;
  readonly test: TestDatabase;
  /** What was said about connections that nobody got. */
  readonly warnings: readonly string[];
  /** Another DataSource on the same database. */
  beside(settings?: Partial<DatabaseSettings> & { readonly poolSize?: number }): Promise<Shop>;
}

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** An empty database that is dropped after the test. */
export async function emptyDatabase(kind: TestDatabaseKind): Promise<TestDatabase> {
  const test = await createTestDatabase(kind);
  closers.push(() => test.drop());
  return test;
}

/** Has something closed after the test, before what was made before it. */
export function closeAfter(close: () => Promise<unknown>): void {
  closers.push(close);
}

/** A shop that is closed after the test. */
export async function openShop(
  kind: TestDatabaseKind,
  settings: Partial<DatabaseSettings> & { readonly poolSize?: number } = {},
): Promise<Shop> {
  return shopOn(await emptyDatabase(kind), settings);
}

async function shopOn(
  test: TestDatabase,
  { poolSize, ...settings }: Partial<DatabaseSettings> & { readonly poolSize?: number },
): Promise<Shop> {
  const storage = { ...test.storage, poolSize } as StorageSettings;
  const dataSource = await openDataSource(storage, SHOP, errors);
  await migrate(dataSource, { schema: SHOP, mode: 'run', errors });
  const warnings: string[] = [];
  const database = new Database(dataSource, {
    errors,
    clock,
    connectionWaitMs: 10_000,
    onConnectionWait: (message) => void warnings.push(message),
    ...settings,
  });
  closers.push(() => database.close());
  return {
    database,
    test,
    warnings,
    beside: (others = {}) => shopOn(test, { poolSize, ...settings, ...others }),
  };
}

/** An order of KES 10. */
export function order(id: string, over: Partial<Order> = {}): Order {
  return { id, name: null, cents: 1_000, paid: false, nextAt: null, party: null, ...over };
}

/** Stores orders with one statement each. */
export async function add(database: Database, ...orders: readonly Order[]): Promise<void> {
  await database.write('store orders', async (_, manager) => void (await manager.insert(Order, [...orders])));
}

/** Ids and cents of all orders, as somebody outside sees them. */
export async function stored({ test }: Shop): Promise<Record<string, number>> {
  const rows = (await test.query('SELECT id, cents FROM shop_order ORDER BY id')) as {
    id: string;
    cents: unknown;
  }[];
  return Object.fromEntries(rows.map(({ id, cents }) => [id, Number(cents)]));
}

/** Work that goes on until it is ended. */
export function held<T>(begin: (work: () => Promise<void>) => Promise<T>) {
  let end = (): void => undefined;
  let begun = (): void => undefined;
  const started = new Promise<void>((resolve) => (begun = resolve));
  const done = begin(() => new Promise<void>((resolve) => (begun(), (end = resolve))));
  done.catch(() => undefined);
  return { started, done, end: (): void => end() };
}
