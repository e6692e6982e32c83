import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

/** `POST /mpesa/c2b/v1/simulate` and `/v2/`, sandbox only (portal page CustomerToBusiness). */
export interface C2bSimulateRequestBody {
  readonly ShortCode: string;
  readonly CommandID: 'CustomerPayBillOnline' | 'CustomerBuyGoodsOnline';
  /** Whole shillings. */
  readonly Amount: number;
  /** Twelve digits. */
  readonly Msisdn: number;
  /** At most 20 characters; null, not a text, for buy goods. */
  readonly BillRefNumber: string | null;
}

/** The sandbox plays a payment. */
export interface C2bSimulateAnswer {
  /** Spelt `OriginatorCoversationID` on the wire. */
  readonly OriginatorCoversationID: string | null;
  readonly ResponseDescription: string | null;
}

const ACCEPTED_CODES = ['0', '00', '00000000'];

/** Accepted is `ResponseCode` "0", or the two ids of the first years, which came without a code (DARAJA-FACTS 1.5). */
export function parseC2bSimulateAnswer(body: unknown): Reading<C2bSimulateAnswer> {
  const record = wireRecord(body);
  const code = wireText(record?.['ResponseCode']);
  if (!record) return UNREADABLE;
  const description = wireText(record['ResponseDescription']);
  const id = wireText(record['OriginatorCoversationID']);
  if (code === null && (!id || !wireText(record['ConversationID']))) return UNREADABLE;
  if (code !== null && !ACCEPTED_CODES.includes(code))
    return { kind: 'refused', code, message: description ?? '(no message)' };
  return accepted({ OriginatorCoversationID: id, ResponseDescription: description });
}
