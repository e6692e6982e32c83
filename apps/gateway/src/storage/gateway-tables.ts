import type { MigrationInterface } from 'typeorm';
import { Client } from '../clients/client.entity.js';
import { deliveryEntities, deliveryMigrations } from '../deliveries/storage/delivery-schema.js';
import { CreateClients1795305600000 } from './migrations/1795305600000-create-clients.js';

type Class<T> = new () => T;

export const GATEWAY_ENTITIES: readonly Class<object>[] = [Client, ...deliveryEntities];

/** In the order they are run. */
export const GATEWAY_MIGRATIONS: readonly Class<MigrationInterface>[] = [
  CreateClients1795305600000,
  ...deliveryMigrations,
];
