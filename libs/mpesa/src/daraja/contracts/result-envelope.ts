import { type WireRecord, wireRecord, wireText } from '../wire/wire-reader.js';

/** One `Key` and `Value` of a result. `Value` is missing on the wire now and then; so is null here. */
export interface NamedValue {
  readonly name: string;
  readonly value: string | null;
}

/**
 * The `Result` that B2C, B2B, reversal, transaction status and account balance post to their ResultURL (portal pages of
 * those products, and captures): numbers and texts are texts here, missing and blank is null.
 */
export interface ResultEnvelope {
  readonly resultType: string | null;
  /** Number or text on the wire, sometimes letters (`SFC_IC0003`, `R000002`). "0" is done. */
  readonly resultCode: string;
  /** For people: its wording varies, never compare it. */
  readonly resultDesc: string | null;
  readonly originatorConversationId: string | null;
  readonly conversationId: string | null;
  /** Of a failure and of a question it is no receipt: three characters for the day and `0000000`. */
  readonly transactionId: string | null;
  readonly parameters: readonly NamedValue[];
  readonly reference: readonly NamedValue[];
}

/** What is left of a request that M-Pesa gave up waiting with. It says nothing of what became of the request. */
export interface QueueTimeout {
  readonly originatorConversationId: string | null;
  readonly conversationId: string | null;
  readonly resultDesc: string | null;
}

/** Reads a result from any JSON; null when it is none. Never throws. */
export function parseResultEnvelope(body: unknown): ResultEnvelope | null {
  const result = wireRecord(wireRecord(body)?.['Result']);
  const resultCode = wireText(result?.['ResultCode']);
  if (!result || resultCode === null) return null;
  return {
    resultType: wireText(result['ResultType']),
    resultCode,
    resultDesc: wireText(result['ResultDesc']),
    originatorConversationId: wireText(result['OriginatorConversationID']),
    conversationId: wireText(result['ConversationID']),
    transactionId: wireText(result['TransactionID']),
    parameters: namedValues(result['ResultParameters'], 'ResultParameter'),
    reference: namedValues(result['ReferenceData'], 'ReferenceItem'),
  };
}

/**
 * Reads what comes to a QueueTimeOutURL: no capture is known, so the two ids are taken from a `Result` or from the top
 * level. Null when there is neither.
 */
export function parseQueueTimeout(body: unknown): QueueTimeout | null {
  const top = wireRecord(body);
  const record = wireRecord(top?.['Result']) ?? top;
  const originatorConversationId = wireText(record?.['OriginatorConversationID']);
  const conversationId = wireText(record?.['ConversationID']);
  if (!record || (originatorConversationId === null && conversationId === null)) return null;
  return { originatorConversationId, conversationId, resultDesc: wireText(record['ResultDesc']) };
}

/** The receipt in a `TransactionID`: null for the generic id of what moved no money. */
export function receiptOf(transactionId: string | null): string | null {
  return transactionId === null || /0{7}$/.test(transactionId) ? null : transactionId;
}

/** The first of these values that is there. Blanks, case and the two spellings of times in a key do not matter. */
export function valueNamed(values: readonly NamedValue[], ...names: readonly string[]): string | null {
  for (const name of names.map(plainName)) {
    const found = values.find((item) => item.value !== null && plainName(item.name) === name);
    if (found) return found.value;
  }
  return null;
}

const SPELLINGS: ReadonlyArray<readonly [seen: string, usual: string]> = [
  ['finalizedtime', 'finalisedtime'],
  ['transactioncompletedtime', 'transcompletedtime'],
  ['debitaccountcurrentbalance', 'debitaccountbalance'],
];

/** `Conversation ID`, `FinalizedTime` and `TransactionCompletedTime` were all seen. */
function plainName(name: string): string {
  const plain = name.replace(/\s+/g, '').toLowerCase();
  return SPELLINGS.find(([seen]) => seen === plain)?.[1] ?? plain;
}

/** A list, or, in failures, one object in place of a list. */
function namedValues(holder: unknown, key: string): NamedValue[] {
  const listed = wireRecord(holder)?.[key];
  return (Array.isArray(listed) ? listed : [listed]).flatMap((item) => namedValue(wireRecord(item)) ?? []);
}

function namedValue(item: WireRecord | null): NamedValue | null {
  const name = wireText(item?.['Key']);
  return item && name !== null ? { name, value: wireText(item['Value']) } : null;
}
