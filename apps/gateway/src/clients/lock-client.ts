import type { EntityManager } from 'typeorm';
import { Client } from './client.entity.js';

/** Begins a transaction that decides something about one client, such as whether it may have one more: one at a time. */
export async function lockClient(manager: EntityManager, id: string): Promise<void> {
  await manager.update(Client, { id }, { tokenVersion: () => 'token_version' });
}
