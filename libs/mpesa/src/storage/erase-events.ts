import { withoutPersonalFields } from './personal-fields.js';
import type { Session } from './session.js';
import { updateRows } from './update-rows.js';

/** Rewrites the payloads that still tell of a person. */
export async function eraseEvents(
  db: Session,
  paymentIds: string,
  params: readonly unknown[],
): Promise<number> {
  const find = `SELECT id, payload FROM mpesa_event WHERE payment_id IN (${paymentIds})`;
  const rows = (await db.rows(find, params)).flatMap((row) => {
    const payload = withoutPersonalFields(String(row.payload));
    return payload === null ? [] : [{ key: String(row.id), values: [payload] }];
  });
  if (rows.length === 0) return 0;
  const update = updateRows({ table: 'mpesa_event', key: 'id', columns: ['payload'], rows });
  return db.run(update.sql, update.params);
}
