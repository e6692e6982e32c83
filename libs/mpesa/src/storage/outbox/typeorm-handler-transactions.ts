import type { HandlerTransactions } from '../../outbox/handler-transactions.js';
import type { Tx } from '../../payments/payment-ports.js';
import type { Database } from '../database/database.js';

export class TypeOrmHandlerTransactions implements HandlerTransactions {
  constructor(private readonly database: Database) {}

  get most(): number {
    return this.database.handlerTransactions;
  }

  run<T>(handler: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.handlerTransaction(`hand an event to ${handler}`, work);
  }
}
