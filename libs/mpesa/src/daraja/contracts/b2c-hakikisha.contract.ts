import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

/** `POST /mpesa/b2c/hakikisha/v1/hakikisha`: whom a number belongs to, before money is sent there. */
export interface B2cHakikishaRequestBody {
  readonly header: {
    /** Ours, unique. */
    readonly requestID: string;
    /** Epoch seconds. */
    readonly timestamp: string;
  };
  readonly body: {
    /** Twelve digits. */
    readonly msisdn: string;
    readonly shortcode: string;
  };
}

/** The first name in clear, the others starred out (`M******`), as integrators report it. */
export interface B2cHakikishaAnswer {
  readonly requestID: string | null;
  readonly firstName: string | null;
  readonly middleName: string | null;
  readonly lastName: string | null;
}

/** Accepted is a header with `status` "200". */
export function parseB2cHakikishaAnswer(body: unknown): Reading<B2cHakikishaAnswer> {
  const record = wireRecord(body);
  const header = wireRecord(record?.['header']);
  const code = wireText(header?.['status'] ?? header?.['responseCode']);
  if (!record || !header || code === null) return UNREADABLE;
  if (code !== '200')
    return { kind: 'refused', code, message: wireText(header['message']) ?? '(no message)' };
  const names = wireRecord(record['body']);
  return accepted({
    requestID: wireText(header['requestID']),
    firstName: wireText(names?.['firstName']),
    middleName: wireText(names?.['middleName']),
    lastName: wireText(names?.['lastName']),
  });
}
