import type { DataSource, EntityManager } from 'typeorm';
import { sessionOn, type Session } from './session.js';

/** The gateway's database: whoever opens the DataSource lets everybody's statements through here, one at a time on SQLite. */
export interface Transactions {
  readonly source: DataSource;
  /** Statements of which each commits by itself. */
  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** One READ COMMITTED transaction, begun again while others are in its way. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
}

/** The same database as statements see it. */
export class Database {
  readonly dialect: 'sqlite' | 'mysql';

  constructor(private readonly transactions: Transactions) {
    this.dialect = transactions.source.options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
  }

  read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.transactions.run((manager) => work(sessionOn(manager)));
  }

  /** A transaction of its own; `work` must be able to run again. */
  write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.transactions.transaction((manager) => work(sessionOn(manager)));
  }

  /** Statements inside a transaction that is running already. */
  within(manager: EntityManager): Session {
    if (manager.dataSource !== this.transactions.source || !manager.queryRunner) {
      throw new Error('the EntityManager must run a transaction of the gateway database');
    }
    return sessionOn(manager);
  }
}
