import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

/** What B2C, B2B, reversal, status and balance answer at once: the request was taken, nothing is done yet. */
export interface Acknowledgement {
  readonly ConversationID: string | null;
  /** B2C v3 echoes ours; elsewhere the gateway makes one. */
  readonly OriginatorConversationID: string | null;
  readonly ResponseDescription: string | null;
}

const ACCEPTED_CODES = ['0', '00', '00000000'];

/** Accepted is `ResponseCode` "0" with one of the two ids. */
export function parseAcknowledgement(body: unknown): Reading<Acknowledgement> {
  const record = wireRecord(body);
  const code = wireText(record?.['ResponseCode']);
  if (!record || code === null) return UNREADABLE;
  const description = wireText(record['ResponseDescription']);
  if (!ACCEPTED_CODES.includes(code))
    return { kind: 'refused', code, message: description ?? '(no message)' };
  const conversationId = wireText(record['ConversationID']);
  const originatorConversationId = wireText(record['OriginatorConversationID']);
  if (conversationId === null && originatorConversationId === null) return UNREADABLE;
  return accepted({
    ConversationID: conversationId,
    OriginatorConversationID: originatorConversationId,
    ResponseDescription: description,
  });
}
