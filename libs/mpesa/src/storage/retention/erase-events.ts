import { marks, type Session, updateRows } from 'typeorm-durable';
import { withoutPersonalFields } from './personal-fields.js';

/**
 * Rewrites the payloads that still tell of a person, and cuts what handlers have said of them.
 *
 * @param subjects ids of payments, standing orders or inquiries
 * @param takesTyped whether account numbers that payers typed go too
 * @returns how many payloads
 */
export async function eraseEvents(
  db: Session,
  subjects: readonly string[],
  takesTyped = false,
): Promise<number> {
  if (subjects.length === 0) return 0;
  const about = `payment_id IN (${marks(subjects.length)})`;
  // An error's message is whatever a handler made it: it may well name whom it was about.
  await db.run(
    `UPDATE mpesa_delivery SET last_error = NULL WHERE ${about} AND last_error IS NOT NULL`,
    subjects,
  );
  const found = await db.rows(`SELECT id, payload FROM mpesa_event WHERE ${about}`, subjects);
  const rows = found.flatMap((row) => {
    const payload = withoutPersonalFields(String(row.payload), takesTyped);
    return payload === null ? [] : [{ key: String(row.id), values: [payload] }];
  });
  if (rows.length === 0) return 0;
  const update = updateRows({ table: 'mpesa_event', key: 'id', columns: ['payload'], rows });
  return db.run(update.sql, update.params);
}
