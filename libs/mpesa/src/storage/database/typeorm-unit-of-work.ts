import { EntityManager } from 'typeorm';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { Tx, UnitOfWork } from '../../payments/payment-ports.js';
import type { Database } from './database.js';
import { txOf } from './tx.js';

export class TypeOrmUnitOfWork implements UnitOfWork {
  constructor(private readonly database: Database) {}

  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.transaction('commit a change', work);
  }

  join(manager: unknown): Tx {
    const refuse = (rule: string): InvalidRequestError =>
      new InvalidRequestError('manager', nameOf(manager), rule);
    if (!isEntityManager(manager)) throw refuse('must be the EntityManager of a running transaction');
    if (this.database.dialect === 'sqlite') {
      throw refuse(
        "cannot be used with storage on SQLite, where the module's connection is its own and cannot join another's transaction; " +
          'hand the module a MySQL or MariaDB DataSource (`dataSource`)',
      );
    }
    if (!this.database.owns(manager)) {
      throw refuse(
        'must be the EntityManager of a running transaction of the DataSource the module was given',
      );
    }
    return txOf(manager);
  }

  async inside<T>(manager: unknown, work: () => Promise<T>): Promise<T> {
    return manager === undefined ? work() : this.database.joined(this.join(manager), work);
  }
}

/** By its shape: the host may have loaded another copy of TypeORM's classes. */
function isEntityManager(value: unknown): value is EntityManager {
  if (value instanceof EntityManager) return true;
  return typeof value === 'object' && value !== null && 'queryRunner' in value && 'dataSource' in value;
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? value.constructor.name : String(value);
}
