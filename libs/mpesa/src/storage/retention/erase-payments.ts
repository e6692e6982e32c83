import type { Fragment, Row, Session } from 'typeorm-durable';
import { plainDigest, isKeyed, type KeyedDigests } from '../../values/keyed-digests.js';
import { digestOfReference, erasedReference } from './erase-reference.js';
import { eraseSubjects } from './erase-subjects.js';

/** What tells of a person and is no fact about money. */
const EMPTIED = [
  'phone',
  'phone_masked',
  'phone_hash',
  'party_name',
  'metadata',
  'description',
  'claim',
  'awaiting',
  'instruction',
];

/** The columns that `erasePayments` reads. */
export const ERASABLE = 'id, kind, status, receipt, reference, checkout_request_id, request_hash';

/**
 * What retention may take from, and nobody else changes any more but by late news. A failure that M-Pesa is asked about needs its names
 * and what was claimed of it: it may have been paid.
 */
export const IS_FINAL =
  "(status IN ('succeeded', 'reversed') OR (status = 'failed' AND next_check_at IS NULL))";

export interface Erasing {
  readonly now: number;
  readonly digests: Pick<KeyedDigests, 'of'>;
  /** Account numbers that payers typed go too, whatever they are. */
  readonly takesTyped?: boolean;
}

/**
 * Erases who paid or was paid from these payments and from their events. The money facts stay: what, when, how much, under which
 * account number, if it holds no phone number and a payer's may stay, with which receipt.
 *
 * @param still what must hold of a payment when it is locked: one that has changed since is left alone
 */
export async function erasePayments(
  db: Session,
  found: readonly Row[],
  still: Fragment,
  erasing: Erasing,
): Promise<{ payments: number; events: number }> {
  const { subjects, events } = await eraseSubjects(db, {
    table: 'mpesa_payment',
    columns: [...EMPTIED, 'reference', 'checkout_request_id', 'request_hash', 'erased_at'],
    rows: found.map((row) => ({ key: String(row.id), values: erased(row, erasing) })),
    // Why a person decided as they did belongs to the books.
    first: { sql: "result_text = CASE settled_by WHEN 'person' THEN result_text END", params: [] },
    still,
    takesTyped: erasing.takesTyped ?? false,
  });
  return { payments: subjects, events };
}

function erased(row: Row, { now, digests, takesTyped }: Erasing): unknown[] {
  const hash = row.request_hash === null ? null : digests.of('request', String(row.request_hash));
  return [
    ...EMPTIED.map(() => null),
    referenceOf(row, digests, takesTyped ?? false),
    checkoutOf(row, digests),
    hash,
    now,
  ];
}

/** A push that is paid and whose receipt nobody has told keeps it: late news of its money would be booked as money of its own. */
function referenceOf(row: Row, digests: Erasing['digests'], takesTyped: boolean): unknown {
  if (takesTyped && row.kind === 'c2b' && row.reference !== null)
    return digestOfReference(String(row.reference), digests);
  const awaitsReceipt = row.kind === 'stk-push' && row.status === 'succeeded' && row.receipt === null;
  return awaitsReceipt ? row.reference : erasedReference(row.reference, digests);
}

/** Its last nine digits are the payer's number. What is left still tells it from all others, and is found by the whole of it. */
function checkoutOf(row: Row, digests: Erasing['digests']): string | null {
  if (row.checkout_request_id === null) return null;
  const name = String(row.checkout_request_id);
  return digests.of('checkout-request', isKeyed(name) ? name : plainDigest(name));
}
