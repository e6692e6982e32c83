import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

/** The head of an answer of Bonga and of data bundles: `{ header: { requestRefId, responseCode, … }, body }`. */
export interface HeaderAnswer {
  readonly requestRefId: string | null;
  readonly responseMessage: string | null;
  /** Written to be shown to the customer. */
  readonly customerMessage: string | null;
}

/** Accepted is `responseCode` 200 in the header. */
export function readHeader(body: unknown): Reading<HeaderAnswer> {
  const header = wireRecord(wireRecord(body)?.['header']);
  const code = wireText(header?.['responseCode']);
  if (!header || code === null) return UNREADABLE;
  const responseMessage = wireText(header['responseMessage']);
  const customerMessage = wireText(header['customerMessage']);
  if (code !== '200') {
    return { kind: 'refused', code, message: responseMessage ?? customerMessage ?? '(no message)' };
  }
  return accepted({ requestRefId: wireText(header['requestRefId']), responseMessage, customerMessage });
}
