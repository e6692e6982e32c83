import { redactSecrets } from '../../values/redact.js';
import type { TransportAnswer } from './transport.js';
import { type WireRecord, wireRecord, wireText } from './wire-reader.js';

/** Daraja's error envelope `{ requestId, errorCode, errorMessage }`; it also arrives with HTTP 200. */
export interface ErrorEnvelope {
  readonly requestId: string | null;
  readonly errorCode: string | null;
  /** Credentials taken out: `401.002.01` echoes the token. */
  readonly errorMessage: string;
}

/** An answer by its form. The body decides, the status only where there is no readable body. */
export type DarajaAnswer =
  | { readonly kind: 'json'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'error'; readonly status: number; readonly error: ErrorEnvelope }
  /** Apigee's own `{ fault: { faultstring, detail: { errorcode } } }`, put into the same words. */
  | { readonly kind: 'fault'; readonly status: number; readonly error: ErrorEnvelope }
  /** Nothing, HTML from the edge (Incapsula), or cut-off JSON. */
  | {
      readonly kind: 'unreadable';
      readonly status: number;
      readonly html: boolean;
      readonly excerpt: string;
    };

const EXCERPT_LENGTH = 200;

/** Tells the four forms apart. Never throws. */
export function readAnswer({ status, text }: Pick<TransportAnswer, 'status' | 'text'>): DarajaAnswer {
  const body = parseJson(text);
  if (body === undefined) {
    return { kind: 'unreadable', status, html: /^\s*</.test(text), excerpt: excerptOf(text) };
  }
  const record = wireRecord(body);
  const fault = wireRecord(record?.['fault']);
  if (fault) return { kind: 'fault', status, error: faultEnvelope(fault) };
  if (record && ('errorCode' in record || 'errorMessage' in record)) {
    return { kind: 'error', status, error: errorEnvelope(record) };
  }
  return { kind: 'json', status, body };
}

/** The first characters of an answer, on one line, credentials taken out. */
export function excerptOf(text: string): string {
  const clean = redactSecrets(text.slice(0, 4 * EXCERPT_LENGTH))
    .replace(/\s+/g, ' ')
    .trim();
  if (clean === '') return '(empty)';
  return clean.length > EXCERPT_LENGTH ? `${clean.slice(0, EXCERPT_LENGTH)}…` : clean;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorEnvelope(record: WireRecord): ErrorEnvelope {
  return {
    requestId: wireText(record['requestId']),
    errorCode: wireText(record['errorCode']),
    errorMessage: redactSecrets(wireText(record['errorMessage']) ?? '(no message)'),
  };
}

function faultEnvelope(fault: WireRecord): ErrorEnvelope {
  return {
    requestId: null,
    errorCode: wireText(wireRecord(fault['detail'])?.['errorcode']),
    errorMessage: redactSecrets(wireText(fault['faultstring']) ?? '(no message)'),
  };
}
