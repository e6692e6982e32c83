import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';

const text = (name: string, length: number): TableColumnOptions => ({
  name,
  type: 'varchar',
  length: String(length),
});
const nullable = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isNullable: true });

const ORDERS = new Table({
  name: 'shop_order',
  columns: [
    { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
    text('product_id', 40),
    { name: 'quantity', type: 'int' },
    { name: 'total_cents', type: 'int' },
    text('status', 8),
    { name: 'attempt', type: 'int' },
    nullable(text('payment_id', 36)),
    nullable(text('receipt', 20)),
    nullable({ name: 'paid_at', type: 'bigint' }),
    { name: 'created_at', type: 'bigint' },
  ],
});

const UNASSIGNED = new Table({
  name: 'shop_unassigned',
  columns: [
    { ...text('payment_id', 36), isPrimary: true },
    { name: 'amount_cents', type: 'int' },
    nullable(text('reference', 40)),
    nullable(text('receipt', 20)),
    text('reason', 100),
    { name: 'at', type: 'bigint' },
  ],
});

export class CreateOrders1795219200000 implements MigrationInterface {
  readonly name = 'CreateOrders1795219200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(ORDERS, true);
    await runner.createTable(UNASSIGNED, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(UNASSIGNED);
    await runner.dropTable(ORDERS);
  }
}
