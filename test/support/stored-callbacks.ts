import type { TestApp } from './test-app.js';

/** A row of the inbox as the database has it. */
export type CallbackRow = {
  kind: string;
  status: string;
  reason: string | null;
  copies: number;
  /** 1 where the bytes are those that came over the wire. */
  raw: number;
  body: Buffer;
};

/** What the door has put on disk, oldest first. */
export async function storedCallbacks({ database }: Pick<TestApp, 'database'>): Promise<CallbackRow[]> {
  const sql =
    'SELECT kind, status, reason, copies, raw_bytes AS raw, body FROM mpesa_callback ORDER BY received_at, id';
  return (await database.query(sql)) as CallbackRow[];
}
