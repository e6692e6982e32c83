import type { Schema } from 'typeorm-durable';

/** What one room keeps in the gateway's database. Of all rooms together the migrations are run in the order of their names' numbers. */
export type RoomTables = Pick<Schema, 'entities' | 'migrations'>;
