import {
  Table,
  TableIndex,
  type MigrationInterface,
  type QueryRunner,
  type TableColumnOptions,
} from 'typeorm';

const text = (name: string, length: number): TableColumnOptions => ({
  name,
  type: 'varchar',
  length: String(length),
});
const nullable = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isNullable: true });

const MONEY = new Table({
  name: 'shop_money',
  columns: [
    { ...text('payment_id', 36), isPrimary: true },
    nullable({ name: 'order_id', type: 'int' }),
    { name: 'amount_cents', type: 'int' },
    nullable(text('receipt', 20)),
    nullable(text('reason', 100)),
    { name: 'at', type: 'bigint' },
  ],
  indices: [new TableIndex({ name: 'shop_money_order', columnNames: ['order_id'] })],
});

const END = new Table({
  name: 'shop_money_end',
  columns: [{ ...text('payment_id', 36), isPrimary: true }, nullable(text('kept_id', 36))],
  indices: [new TableIndex({ name: 'shop_money_end_kept', columnNames: ['kept_id'] })],
});

/** What went before into the order itself. The status goes first: with it goes what says that there is anything to copy. */
const PAID = ['status', 'payment_id', 'receipt', 'paid_at'];

const INTO = 'INSERT INTO shop_money (payment_id, order_id, amount_cents, receipt, reason, at)';
/** A crash on the way from one name of the money to the other left two orders with it. Only one can be copied. */
const FIRST_PAID =
  'o.id IN (SELECT MIN(id) FROM shop_order WHERE payment_id IS NOT NULL GROUP BY payment_id)';
const NOT_THERE = 'NOT EXISTS (SELECT 1 FROM shop_money m WHERE m.payment_id = o.payment_id)';

/** All money is kept in one place, and orders no longer say by themselves that they are paid. */
export class Money1795219200003 implements MigrationInterface {
  readonly name = 'Money1795219200003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(MONEY, true);
    await runner.createTable(END, true);
    // MySQL commits each statement at once: a migration that was cut off is run again.
    if (await runner.hasColumn('shop_order', 'status')) {
      const paid = 'payment_id, id, total_cents, receipt, NULL, paid_at FROM shop_order o';
      await runner.query(`${INTO} SELECT ${paid} WHERE ${FIRST_PAID} AND ${NOT_THERE}`);
    }
    if (await runner.hasTable('shop_unassigned')) {
      const aside = 'payment_id, NULL, amount_cents, receipt, reason, at FROM shop_unassigned o';
      await runner.query(`${INTO} SELECT ${aside} WHERE ${NOT_THERE}`);
      await runner.query('DROP TABLE shop_unassigned');
    }
    for (const column of PAID) {
      if (!(await runner.hasColumn('shop_order', column))) continue;
      await runner.query(`ALTER TABLE shop_order DROP COLUMN ${column}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ["status varchar(8) NOT NULL DEFAULT 'open'", 'payment_id varchar(36)']) {
      await runner.query(`ALTER TABLE shop_order ADD COLUMN ${column}`);
    }
    for (const column of ['receipt varchar(20)', 'paid_at bigint']) {
      await runner.query(`ALTER TABLE shop_order ADD COLUMN ${column}`);
    }
    await runner.query(
      'CREATE TABLE shop_unassigned (payment_id varchar(36) PRIMARY KEY NOT NULL, amount_cents int NOT NULL, receipt varchar(20), reason varchar(100) NOT NULL, at bigint NOT NULL)',
    );
    for (const statement of BACK) await runner.query(statement);
    await runner.dropTable(END);
    await runner.dropTable(MONEY);
  }
}

const STANDS = 'NOT EXISTS (SELECT 1 FROM shop_money_end e WHERE e.payment_id = m.payment_id)';
const paidFrom = (column: string): string =>
  `(SELECT m.${column} FROM shop_money m WHERE m.payment_id = shop_order.payment_id)`;
const BACK = [
  `UPDATE shop_order SET payment_id = (SELECT MIN(m.payment_id) FROM shop_money m WHERE m.order_id = shop_order.id AND ${STANDS})`,
  `UPDATE shop_order SET status = 'paid', receipt = ${paidFrom('receipt')}, paid_at = ${paidFrom('at')} WHERE payment_id IS NOT NULL`,
  `INSERT INTO shop_unassigned SELECT m.payment_id, m.amount_cents, m.receipt, COALESCE(m.reason, 'the order was already paid'), m.at FROM shop_money m WHERE ${STANDS} AND NOT EXISTS (SELECT 1 FROM shop_order o WHERE o.payment_id = m.payment_id)`,
];
