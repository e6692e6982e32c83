import type { RoomTables } from '../storage/room-tables.js';
import { CreateClients1795305600000 } from './1795305600000-create-clients.js';
import { Client } from './client.entity.js';

export const CLIENT_TABLES: RoomTables = {
  entities: [Client],
  migrations: [CreateClients1795305600000],
};
