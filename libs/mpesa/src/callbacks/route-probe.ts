import { randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { systemRepeat, type Repeat } from '../values/repeat.js';
import type { CallbackUrls } from './callback-urls.js';

export interface ProbeTarget {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** Path of the callback routes as Safaricom is told it, no slash at either end. */
  readonly toldPath: string;
  /** The same as this process has it, global prefix included; differs where a proxy takes a part away. */
  readonly ownPath: string;
  /** The host's global prefix, no slash at either end; may be empty. */
  readonly prefix: string;
}

interface ProbeAnswer {
  readonly status: number;
  readonly text: string;
  readonly throttled: boolean;
}

export interface ProbeEnds {
  /** Aborted when nobody wants to know any more. */
  readonly signal: AbortSignal;
  /** Counts the seconds; on the event loop unless told. */
  readonly repeat?: Repeat;
}

/** Long, because a process that has just begun to listen may have much to do before it answers itself. */
const PATIENCE_S = 30;

/**
 * Posts a marked callback to our own door, as Safaricom would. An aborted probe has found nothing wrong.
 *
 * @returns what is wrong and how to mend it, or null
 */
export async function probeOwnRoute(
  urls: Pick<CallbackUrls, 'pathFor'>,
  target: ProbeTarget,
  ends: ProbeEnds,
): Promise<string | null> {
  const nonce = randomBytes(8).toString('hex');
  const own = urls.pathFor('probe', nonce);
  try {
    const told = await post(target, `/${target.toldPath}/${own}`, ends);
    if (told.status !== 404 || target.toldPath === target.ownPath) return verdict(told, nonce);
    const here = await post(target, `/${target.ownPath}/${own}`, ends);
    return here.status === 200 && target.prefix !== '' ? prefixMissing(target.prefix) : verdict(here, nonce);
  } catch (error) {
    if (ends.signal.aborted) return null;
    return `the module could not reach its own callback route: ${String(error)}`;
  }
}

const route = 'Safaricom cannot deliver callbacks here: ';

function prefixMissing(prefix: string): string {
  return `${route}callbacks.baseUrl leaves out the global prefix "${prefix}". Fix: baseUrl: 'https://…/${prefix}'`;
}

function verdict({ status, text, throttled }: ProbeAnswer, nonce: string): string | null {
  if (status === 401 || status === 403) {
    return `${route}a guard refuses them (HTTP ${status}). Fix: routes: { decorators: [Public()] } with your own mark`;
  }
  if (status === 404)
    return `${route}the route is not there (HTTP 404). Fix: include the global prefix in callbacks.baseUrl`;
  if (status === 429)
    return `${route}a throttler refuses them (HTTP 429). Fix: routes: { decorators: [SkipThrottle()] }`;
  if (status !== 200) return `${route}the answer was HTTP ${status}`;
  const answer = parse(text);
  if (answer?.probe !== nonce) return `${route}something changes the answer of the callback route`;
  if (throttled) {
    return 'a throttler counts callbacks, and will refuse them on a busy day. Fix: routes: { decorators: [SkipThrottle()] }';
  }
  if (answer.raw !== true) {
    return 'callbacks are stored as parsed JSON, not byte for byte. Fix: NestFactory.create(AppModule, { rawBody: true })';
  }
  return null;
}

function parse(text: string): { probe?: unknown; raw?: unknown } | null {
  try {
    return JSON.parse(text) as { probe?: unknown; raw?: unknown };
  } catch {
    return null;
  }
}

/** The headers with which Nest's throttler, express-rate-limit and @fastify/rate-limit tell what is left. */
const RATE_LIMIT = /^(x-)?ratelimit/;

function post(target: ProbeTarget, path: string, ends: ProbeEnds): Promise<ProbeAnswer> {
  const body = JSON.stringify({ probe: true });
  return new Promise((resolve, reject) => {
    const request = (target.secure ? https : http).request({
      host: target.host,
      port: target.port,
      path,
      method: 'POST',
      agent: false,
      signal: ends.signal,
      // Our own certificate need not name the loopback address.
      rejectUnauthorized: false,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    endInTime(request, ends);
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      const throttled = Object.keys(response.headers).some((header) => RATE_LIMIT.test(header));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, throttled }));
    });
    request.end(body);
  });
}

/**
 * Counted in turns of the event loop a second apart, and not by the clock: who is to answer is this very process. One that a
 * busy machine leaves standing for a minute has had one turn in it, and has the answer before the next.
 */
function endInTime(request: http.ClientRequest, { repeat = systemRepeat }: ProbeEnds): void {
  let left = PATIENCE_S;
  const stop = repeat(1_000, () => {
    left -= 1;
    if (left === 0) request.destroy(new Error(`no answer within ${PATIENCE_S} s`));
  });
  request.on('close', stop);
}
