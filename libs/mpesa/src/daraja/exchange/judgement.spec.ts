import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DarajaOutcomeUnknownError } from '../../errors/daraja-outcome-unknown.error.js';
import { DarajaRejectedError } from '../../errors/daraja-rejected.error.js';
import { DarajaThrottledError } from '../../errors/daraja-throttled.error.js';
import type { MpesaError } from '../../errors/mpesa.error.js';
import type { Explanation } from '../../values/explanation.js';
import { readAnswer } from '../wire/answer.js';
import { GATEWAY_ERROR_CODES, explain } from '../catalogue/explain.js';
import { ENDPOINTS } from '../endpoints/daraja.endpoints.js';
import type { Endpoint } from '../wire/endpoint.js';
import { judge, type Outcome } from './outcome.js';
import { isProductMismatch, isSubscriberLocked, isTokenRefusal, isUnknownCheckout } from './refusal-kinds.js';

/**
 * What every sentence and every code of Safaricom's means for the money, from every product and under every HTTP status.
 * The file is written anew with UPDATE_JUDGEMENTS=1: each line that changes is a decision about money that changes.
 */
const HELD = join(import.meta.dirname, '../../../../../test/fixtures/daraja-judgements.txt');
const FIXTURES = join(import.meta.dirname, '../../../../../test/fixtures/daraja');
const STATUSES = [200, 400, 403, 500];

interface Told {
  readonly code: string | null;
  readonly message: string | null;
  /** The one it was seen under. */
  readonly status: number | null;
}

describe('what Safaricom says', () => {
  it('is judged and explained as it is written down, sentence by sentence and product by product', () => {
    const judged = [...sentences(), ...codes(), ...faults()].flatMap(linesOf);
    if (process.env['UPDATE_JUDGEMENTS'] === '1') writeFileSync(HELD, `${judged.join('\n')}\n`);
    expect(judged).toEqual(readFileSync(HELD, 'utf8').trimEnd().split('\n'));
  });
});

function sentences(): Told[] {
  type Row = { readonly code: string | null; readonly message: string; readonly http: number | null };
  const gateway = body<Row>('gateway-errors').map(({ http, ...told }) => ({ ...told, status: http }));
  const tutorial = body<string>('error-messages').map((message) => ({ code: null, message, status: null }));
  const results = body<{ readonly code: string; readonly text: string | null }>('result-codes').flatMap(
    ({ code, text }) => (text === null ? [] : [{ code, message: text, status: null }]),
  );
  return [...gateway, ...tutorial, ...results];
}

/** Without any words: then the code has to tell. */
function codes(): Told[] {
  return [...GATEWAY_ERROR_CODES].sort().map((code) => ({ code, message: null, status: null }));
}

/** Apigee's own. */
function faults(): Told[] {
  return [
    ['policies.ratelimit.SpikeArrestViolation', 'Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5, periodInMicroseconds=60000000, maxBurstMessageCount=1.0}'],
    ['policies.ratelimit.QuotaViolation', 'Rate limit quota violation. Quota limit  exceeded. Identifier : _default'],
    ['oauth.v2.InvalidAccessToken', 'Invalid Access Token'],
    ['keymanagement.service.access_token_expired', 'Access Token expired'],
    ['messaging.adaptors.http.flow.GatewayTimeout', 'Gateway Timeout'],
    ['401.003.01', 'Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found'],
    ['400.001', 'Invalid ShortCode'],
    ['500', 'No transactions found'],
  ].map(([code = '', message = '']) => ({ code, message, status: null })); // prettier-ignore
}

/** One line for the sentence, and one for each judgement with the statuses and products that share it. */
function linesOf({ code, message, status }: Told): string[] {
  const statuses = [...new Set([...STATUSES, status ?? 500])].sort((a, b) => a - b);
  const found = new Map<string, Map<number, string[]>>();
  for (const http of statuses) {
    for (const [name, endpoint] of Object.entries(ENDPOINTS)) {
      const text = judgement(endpoint as Endpoint<unknown, unknown>, { code, message, status: http });
      const places = found.get(text) ?? new Map<number, string[]>();
      found.set(text, places.set(http, [...(places.get(http) ?? []), name]));
    }
  }
  const lines = [...found].flatMap(([text, places]) =>
    placesOf(places).map((place) => `  ${place}: ${text}`),
  );
  return [`${code ?? '-'} "${message ?? ''}": ${means(explain({ code, message }))}`, ...lines];
}

/** `200 400 all but stkPush`, the statuses with the same products together. */
function placesOf(places: ReadonlyMap<number, readonly string[]>): string[] {
  const grouped = new Map<string, number[]>();
  for (const [http, names] of places) {
    const others = Object.keys(ENDPOINTS).filter((name) => !names.includes(name));
    const those = others.length < names.length ? ['all', ...others.map((name) => `-${name}`)] : names;
    const key = those.join(' ');
    grouped.set(key, [...(grouped.get(key) ?? []), http]);
  }
  return [...grouped].map(([names, statuses]) => `${statuses.join(' ')} ${names}`);
}

function judgement(endpoint: Endpoint<unknown, unknown>, { code, message, status }: Told): string {
  const error = {
    requestId: '1-2-3',
    errorCode: code,
    ...(message === null ? {} : { errorMessage: message }),
  };
  const answer = readAnswer({ status: status ?? 500, text: JSON.stringify(error) });
  const outcome = judge(endpoint, { answer, headers: {}, now: 0 });
  if (outcome.kind === 'accepted') return 'accepted';
  const { explanation } = outcome.error as MpesaError;
  return [inAWord(outcome), ...kindsOf(outcome.error), explanation ? means(explanation) : '-'].join(', ');
}

function inAWord({ kind, error }: Exclude<Outcome<unknown>, { kind: 'accepted' }>): string {
  if (kind !== 'failed') return kind;
  if (error instanceof DarajaThrottledError) return `throttled for ${error.retryAt} ms`;
  if (error instanceof DarajaOutcomeUnknownError) return 'unknown';
  if (!(error instanceof DarajaRejectedError)) return error.name;
  return error.retryable ? 'refused for now' : 'refused';
}

function kindsOf(error: Error): string[] {
  const kinds = { 'phone locked': isSubscriberLocked, 'product missing': isProductMismatch, 'token': isTokenRefusal, 'push unknown': isUnknownCheckout }; // prettier-ignore
  return Object.entries(kinds).flatMap(([word, is]) => (is(error) ? [word] : []));
}

function means({ failure, fault, retryable, moneyMayHaveMoved }: Explanation): string {
  return `${failure ?? 'no failure'} of ${fault}${retryable ? ', again' : ''}${moneyMayHaveMoved ? ', money maybe' : ''}`;
}

function body<T>(file: string): T[] {
  return (JSON.parse(readFileSync(join(FIXTURES, `${file}.json`), 'utf8')) as { body: T[] }).body;
}
