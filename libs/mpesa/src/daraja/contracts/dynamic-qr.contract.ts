import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

/** What scanning does. `SB` takes a phone number for a business. */
export const QR_TRANSACTION_CODES = {
  BG: 'buy goods',
  WA: 'withdraw cash at an agent',
  PB: 'pay bill',
  SM: 'send money',
  SB: 'send to business',
} as const;

/** `POST /mpesa/qrcode/v1/generate` (portal page DynamicQRCode). */
export interface DynamicQrRequestBody {
  readonly MerchantName: string;
  readonly RefNo: string;
  /** Whole shillings. */
  readonly Amount: number;
  readonly TrxCode: keyof typeof QR_TRANSACTION_CODES;
  /** The till, pay bill, agent or phone number that is paid. */
  readonly CPI: string;
  /** Width and height in pixels. */
  readonly Size: string;
}

/** The picture. */
export interface DynamicQrAnswer {
  readonly RequestID: string | null;
  /** A PNG in base64, without the head of a data URL. */
  readonly QRCode: string;
}

/** Base64 that begins as every PNG does. */
const PNG = /^iVBORw0KGg[A-Za-z0-9+/\s]+={0,2}$/;

/** Accepted is an answer with a picture: `ResponseCode` is "00", but the portal's own sample has an `AG_…` id there. */
export function parseDynamicQrAnswer(body: unknown): Reading<DynamicQrAnswer> {
  const record = wireRecord(body);
  const picture = wireText(record?.['QRCode'])?.replace(/^data:image\/png;base64,/, '') ?? '';
  if (record && PNG.test(picture)) {
    return accepted({ RequestID: wireText(record['RequestID']), QRCode: picture });
  }
  const code = wireText(record?.['ResponseCode']);
  if (!record || code === null || /^0+$/.test(code)) return UNREADABLE;
  return { kind: 'refused', code, message: wireText(record['ResponseDescription']) ?? '(no message)' };
}
