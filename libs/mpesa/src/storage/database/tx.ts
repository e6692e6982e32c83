import type { EntityManager } from 'typeorm';
import type { Tx } from '../../payments/payment-ports.js';

/** A transaction is TypeORM's EntityManager that runs it; the rest of the library cannot see that. */
export function txOf(manager: EntityManager): Tx {
  return manager as unknown as Tx;
}

/** For handlers on a host DataSource: the manager whose writes commit together with the delivery mark. */
export function managerOf(tx: Tx): EntityManager {
  return tx as unknown as EntityManager;
}
