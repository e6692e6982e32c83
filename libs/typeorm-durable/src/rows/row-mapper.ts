import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Row } from '../database/session.js';

/**
 * Carries values between objects and rows of a table. Names, JSON, booleans and the safe-integer check come
 * from the entity, so that hand-written SQL and TypeORM agree on every column.
 */
export class RowMapper<T extends object> {
  readonly names: readonly string[];
  /** `id, kind, …` */
  readonly columns: string;
  readonly #columns;
  readonly #driver;

  /** @param hidden properties of the entity that `T` does not have */
  constructor(dataSource: DataSource, entity: EntityTarget<ObjectLiteral>, hidden: readonly string[] = []) {
    this.#driver = dataSource.driver;
    this.#columns = dataSource
      .getMetadata(entity)
      .columns.filter((column) => !hidden.includes(column.propertyName));
    this.names = this.#columns.map((column) => column.databaseName);
    this.columns = this.names.join(', ');
  }

  /** One parameter per column, in the order of `columns`. */
  params(item: T): unknown[] {
    const values = item as Row;
    return this.#columns.map(
      (column) => this.#driver.preparePersistentValue(values[column.propertyName], column) ?? null,
    );
  }

  item(row: Row): T {
    const item: Row = {};
    for (const column of this.#columns) {
      item[column.propertyName] = this.#driver.prepareHydratedValue(row[column.databaseName], column) ?? null;
    }
    return item as T;
  }

  /** `id, kind` as `d.id, d.kind`. */
  columnsOf(alias: string): string {
    return this.names.map((name) => `${alias}.${name}`).join(', ');
  }
}
