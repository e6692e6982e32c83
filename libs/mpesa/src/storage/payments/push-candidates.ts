import { marks, type Session, slices } from 'typeorm-durable';
import type { PushCandidateQuery } from '../../payments/payment-ports.js';

/** SQLite joins at most 500 SELECTs into one. */
const MOST_QUERIES = 100;

const AWAITS_MONEY =
  "(status IN ('created', 'pending', 'unknown', 'succeeded') OR (status = 'review' AND (review_reason = 'horizon' OR review_reason LIKE 'horizon:%')))";

/** Per query the ids of STK pushes that a C2B confirmation may speak of, in one statement. */
export async function pushCandidates(
  db: Session,
  queries: readonly PushCandidateQuery[],
): Promise<string[][]> {
  const found: string[][] = queries.map(() => []);
  const numbered = queries.map((query, index) => ({ query, index }));
  for (const some of slices(numbered, MOST_QUERIES)) {
    const parts = some.map(({ query, index }) => selectFor(query, index));
    const sql = parts.map((part) => part.sql).join(' UNION ALL ');
    const rows = await db.rows(
      sql,
      parts.flatMap((part) => part.params),
    );
    for (const row of rows) found[Number(row.query_no)]?.push(String(row.id));
  }
  return found.map((ids) => ids.sort());
}

function selectFor(query: PushCandidateQuery, index: number): { sql: string; params: unknown[] } {
  const codes = marks(query.shortcodes.length);
  const reference = query.reference === null ? '' : ' AND reference = ?';
  return {
    sql:
      `SELECT ${index} AS query_no, id FROM mpesa_payment ` +
      'WHERE amount_cents = ? AND sending_at BETWEEN ? AND ? ' +
      `AND (shortcode IN (${codes}) OR till IN (${codes})) ` +
      `AND kind = 'stk-push' AND receipt IS NULL AND ${AWAITS_MONEY}${reference}`,
    params: [
      query.amountCents,
      query.sentFrom,
      query.sentTo,
      ...query.shortcodes,
      ...query.shortcodes,
      ...(query.reference === null ? [] : [query.reference]),
    ],
  };
}
