import type { Session } from 'typeorm-durable';

/**
 * Whether a client may not be written to any more. Its row is locked until the transaction ends, so that what is written is either
 * seen by who revokes it, or is not written.
 */
export async function isRevoked(
  session: Session,
  clientId: string,
  dialect: 'sqlite' | 'mysql',
): Promise<boolean> {
  const lock = dialect === 'mysql' ? ' LOCK IN SHARE MODE' : '';
  const [client] = await session.rows(`SELECT revoked_at FROM gateway_client WHERE id = ?${lock}`, [
    clientId,
  ]);
  return client !== undefined && client.revoked_at !== null;
}
