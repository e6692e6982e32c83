import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

/** `POST /sfcverify/v1/query/info` (B2B Hakikisha): whom a pay bill or till belongs to. */
export interface OrganisationInfoRequestBody {
  /** 4 pay bill, 2 till; the sandbox takes 4 only. */
  readonly IdentifierType: '4' | '2';
  readonly Identifier: string;
}

export interface OrganisationInfoAnswer {
  readonly ConversationID: string | null;
  readonly OrganizationShortCode: string | null;
  readonly OrganizationName: string;
  readonly ChargeProfileID: string | null;
}

/** Accepted is `ResponseCode` "4000" with a name. */
export function parseOrganisationInfoAnswer(body: unknown): Reading<OrganisationInfoAnswer> {
  const record = wireRecord(body);
  const code = wireText(record?.['ResponseCode']);
  if (!record || code === null) return UNREADABLE;
  if (code !== '4000') {
    const message =
      wireText(record['DetailedMessage']) ?? wireText(record['ResponseMessage']) ?? '(no message)';
    return { kind: 'refused', code, message };
  }
  const name = wireText(record['OrganizationName']);
  if (name === null) return UNREADABLE;
  return accepted({
    ConversationID: wireText(record['ConversationID']),
    OrganizationShortCode: wireText(record['OrganizationShortCode']),
    OrganizationName: name,
    ChargeProfileID: wireText(record['ChargeProfileID']),
  });
}
