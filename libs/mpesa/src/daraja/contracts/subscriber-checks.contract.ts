import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { type WireRecord, wireRecord, wireText } from '../wire/wire-reader.js';
import { parseWireTime } from '../wire/wire-time.js';

/** What IMSI (v1 and v2), SIM swap and age on network are asked with (portal pages of those products). */
export interface SubscriberRequestBody {
  /** Twelve digits. */
  readonly customerNumber: string;
}

/** What Safaricom knows of a number. Each product tells some of it; times are epoch milliseconds, missing is null. */
export interface SubscriberAnswer {
  readonly requestRefID: string | null;
  readonly responseDesc: string | null;
  /** Hashed. */
  readonly imsi: string | null;
  /** Null as well where the wire has 1 January 1900: not swapped within three months. */
  readonly lastSwapDate: number | null;
  readonly msisdnRegistrationDate: number | null;
  readonly customerNumber: string | null;
}

const NEVER = /^01[.-]01[.-]1900\b/;

/** Accepted is `responseCode` "200". What IMSI v2 answers is not public: whatever has that code is taken. */
export function parseSubscriberAnswer(body: unknown): Reading<SubscriberAnswer> {
  const record = wireRecord(body);
  const code = wireText(record?.['responseCode']);
  if (!record || code === null) return UNREADABLE;
  const responseDesc = wireText(record['responseDesc'] ?? record['responseDescription']);
  if (code !== '200') return { kind: 'refused', code, message: responseDesc ?? '(no message)' };
  return accepted({
    requestRefID: wireText(record['requestRefID']),
    responseDesc,
    imsi: wireText(record['imsi']),
    lastSwapDate: swapTime(record),
    msisdnRegistrationDate: parseWireTime(record['msisdnRegistrationDate']),
    customerNumber: wireText(record['customerNumber']),
  });
}

/** Like the others, but the date must be there: without it nobody may conclude that the SIM was not swapped. */
export function parseSimSwapAnswer(body: unknown): Reading<SubscriberAnswer> {
  const reading = parseSubscriberAnswer(body);
  if (reading.kind !== 'accepted' || reading.answer.lastSwapDate !== null) return reading;
  return NEVER.test(wireText(wireRecord(body)?.['lastSwapDate']) ?? '') ? reading : UNREADABLE;
}

export interface AgeOnNetworkAnswer extends SubscriberAnswer {
  readonly msisdnRegistrationDate: number;
}

/** Like the others, but the date of registration must be there. */
export function parseAgeOnNetworkAnswer(body: unknown): Reading<AgeOnNetworkAnswer> {
  const reading = parseSubscriberAnswer(body);
  if (reading.kind !== 'accepted') return reading;
  const { msisdnRegistrationDate } = reading.answer;
  return msisdnRegistrationDate === null
    ? UNREADABLE
    : accepted({ ...reading.answer, msisdnRegistrationDate });
}

function swapTime(record: WireRecord): number | null {
  const text = wireText(record['lastSwapDate']);
  return text === null || NEVER.test(text) ? null : parseWireTime(text);
}
