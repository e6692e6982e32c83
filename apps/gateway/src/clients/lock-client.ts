import { IsNull, type EntityManager } from 'typeorm';
import { Refusal } from '../errors/refusal.js';
import { Client } from './client.entity.js';

/**
 * Begins a transaction that decides something about one client, such as whether it may have one more: one at a time.
 *
 * @throws Refusal `token-invalid` it was revoked since its call began
 */
export async function lockClient(manager: EntityManager, id: string): Promise<void> {
  const known = { id, revokedAt: IsNull() };
  const { affected } = await manager.update(Client, known, { tokenVersion: () => 'token_version' });
  if (affected !== 1) throw new Refusal('token-invalid', 'the client was revoked');
}
