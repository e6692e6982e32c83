import type { Tx } from '../payments/payment-ports.js';

/** Transactions of the host's DataSource, in which a handler's writes commit together with the mark of the delivery. */
export interface HandlerTransactions {
  /** How many may run at once: each holds a connection while the host's code runs, which may need another. */
  readonly most: number;
  /**
   * @throws StorageConflict when the database asks for another try; nothing was written
   * @throws StorageUnavailableError when the database cannot be reached, or no connection came free
   */
  run<T>(handler: string, work: (tx: Tx) => Promise<T>): Promise<T>;
}
