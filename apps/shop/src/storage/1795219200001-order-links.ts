import { TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { newOrderLink } from '../orders/order-link.js';

const LINK = { name: 'link', type: 'varchar', length: '22', isNullable: true };
const INDEX = new TableIndex({ name: 'shop_order_link', columnNames: ['link'], isUnique: true });

/** Orders made before get a link, too: nobody has it, and the shopkeeper can look it up. */
export class OrderLinks1795219200001 implements MigrationInterface {
  readonly name = 'OrderLinks1795219200001';

  async up(runner: QueryRunner): Promise<void> {
    if (!(await runner.hasColumn('shop_order', LINK.name))) {
      await runner.addColumn('shop_order', new TableColumn(LINK));
    }
    const orders = (await runner.query('SELECT id FROM shop_order WHERE link IS NULL')) as { id: number }[];
    for (const { id } of orders) {
      await runner.query('UPDATE shop_order SET link = ? WHERE id = ?', [newOrderLink(), id]);
    }
    await runner.createIndex('shop_order', INDEX);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('shop_order', INDEX);
    await runner.dropColumn('shop_order', LINK.name);
  }
}
