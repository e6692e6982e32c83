import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

export const ID_TYPES = { national: '01', military: '02', passport: '05' } as const;

/** `POST /v1/KYC-validation/validateID` (Postman collection of the portal). */
export interface IdValidationRequestBody {
  /** Ours, unique. */
  readonly requestRefID: string;
  readonly shortCode: string;
  /** Twelve digits. */
  readonly msisdn: string;
  readonly idType: (typeof ID_TYPES)[keyof typeof ID_TYPES];
  readonly idNumber: string;
}

/** Whether the number belongs to the holder of the document. */
export interface IdValidationAnswer {
  readonly matches: boolean;
  readonly responseRefID: string | null;
  /** "4000" they match, "4001" they do not. */
  readonly responseCode: string;
  readonly responseMessage: string | null;
}

const MATCH = '4000';
const NO_MATCH = '4001';

/** Accepted are both answers, "4000" and "4001"; `status` decides where it is told. */
export function parseIdValidationAnswer(body: unknown): Reading<IdValidationAnswer> {
  const record = wireRecord(body);
  const code = wireText(record?.['responseCode']);
  if (!record || code === null) return UNREADABLE;
  const responseMessage = wireText(record['responseMessage']);
  if (code !== MATCH && code !== NO_MATCH) {
    return { kind: 'refused', code, message: responseMessage ?? '(no message)' };
  }
  const { status } = record;
  return accepted({
    matches: code === MATCH && status !== false,
    responseRefID: wireText(record['responseRefID']),
    responseCode: code,
    responseMessage,
  });
}
