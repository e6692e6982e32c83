import type { EntityManager } from 'typeorm';
import type { GatewayDatabase } from '../../storage/gateway-database.js';
import { sessionOn, type Session } from './session.js';

/** The gateway's database as statements see it. */
export class Database {
  readonly dialect: 'sqlite' | 'mysql';

  constructor(private readonly gateway: GatewayDatabase) {
    this.dialect = gateway.source.options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
  }

  read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.gateway.run((manager) => work(sessionOn(manager)));
  }

  /** A transaction of its own; `work` must be able to run again. */
  write<T>(work: (session: Session, manager: EntityManager) => Promise<T>): Promise<T> {
    return this.gateway.transaction((manager) => work(sessionOn(manager), manager));
  }

  /** Statements inside a transaction that is running already. */
  within(manager: EntityManager): Session {
    if (manager.dataSource !== this.gateway.source || !manager.queryRunner) {
      throw new Error('the EntityManager must run a transaction of the gateway database');
    }
    return sessionOn(manager);
  }
}
