import type { Database as DurableDatabase } from 'typeorm-durable';
import type { Tx } from '../../payments/payment-ports.js';

/** The door to the database, whose transactions are what the rest of the library calls a {@link Tx}. */
export type Database = DurableDatabase<Tx>;
