import type { ErrorEnvelope } from '../wire/answer.js';
import { says } from '../catalogue/says.js';
import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

/** `POST /mpesa/c2b/v1/registerurl` and `/v2/` (portal page CustomerToBusinessRegisterURL). */
export interface C2bRegisterRequestBody {
  readonly ShortCode: string;
  /** What M-Pesa does with a payment when the validation URL does not answer in time. */
  readonly ResponseType: 'Completed' | 'Cancelled';
  readonly ConfirmationURL: string;
  readonly ValidationURL: string;
}

/** The shortcode has URLs now. */
export interface C2bRegisterAnswer {
  /** True when production kept URLs that were there before: they are not replaced. */
  readonly alreadyRegistered: boolean;
  /** Spelt `OriginatorCoversationID` on the wire. */
  readonly OriginatorCoversationID: string | null;
  readonly ResponseCode: string | null;
  readonly ResponseDescription: string | null;
}

const ACCEPTED_CODES: readonly (string | null)[] = [null, '0', '00', '00000000', '200'];

/** HTTP 200 without an `errorCode` is success; `ResponseCode` is "0", "00000000" or missing. */
export function parseC2bRegisterAnswer(body: unknown): Reading<C2bRegisterAnswer> {
  const record = wireRecord(body);
  const code = wireText(record?.['ResponseCode']);
  const description = wireText(record?.['ResponseDescription']);
  if (!record || (code === null && description === null)) return UNREADABLE;
  if (!ACCEPTED_CODES.includes(code))
    return { kind: 'refused', code, message: description ?? '(no message)' };
  return accepted({
    alreadyRegistered: false,
    OriginatorCoversationID: wireText(record['OriginatorCoversationID']),
    ResponseCode: code,
    ResponseDescription: description,
  });
}

/** Production takes URLs once: `500.003.1001 Urls are already registered.` */
export function parseC2bRegisterError(error: ErrorEnvelope): Reading<C2bRegisterAnswer> | null {
  if (!says('urls-registered', error.errorMessage)) return null;
  return accepted({
    alreadyRegistered: true,
    OriginatorCoversationID: null,
    ResponseCode: error.errorCode,
    ResponseDescription: error.errorMessage,
  });
}
