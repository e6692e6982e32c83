import { parseUrl } from './parse-url.js';
import { isPublicHost } from './public-host.js';
import { tunnelOf } from './tunnel-host.js';

/** One broken rule of a URL that Safaricom is to call. An `error` would lose callbacks, a `warning` may. */
export interface CallbackUrlProblem {
  readonly severity: 'error' | 'warning';
  readonly rule: string;
}

/** What web servers take at most; Safaricom tells no limit. */
const LONGEST_URL = 2_000;

/** Refused anywhere in the URL, in any case (C2B register: `400.003.02 … URL has the word MPESA`). */
const REFUSED_WORDS = ['mpesa', 'm-pesa', 'safaricom', 'exec', 'exe', 'cmd', 'sql', 'query'];

/** Checks a URL against Safaricom's rules for callback URLs; an empty list means none is broken. */
export function callbackUrlProblems(url: string, where: { production: boolean }): CallbackUrlProblem[] {
  const parsed = parse(url);
  if (!parsed)
    return [
      {
        severity: 'error',
        rule: `must be an absolute http or https URL of at most ${LONGEST_URL} characters`,
      },
    ];
  const errors = [
    ...protocolRules(parsed, where.production),
    ...shapeRules(parsed),
    ...wordRules(url, parsed),
  ];
  const problems: CallbackUrlProblem[] = errors.map((rule) => ({ severity: 'error', rule }));
  if (where.production && !isPublicHost(parsed.hostname)) {
    problems.push({ severity: 'error', rule: 'must have a host that the public internet can reach' });
  }
  const tunnel = tunnelOf(parsed.hostname);
  if (tunnel) {
    const rule = `must not lead through ${tunnel}, a public tunnel or request tester`;
    problems.push({ severity: where.production ? 'error' : 'warning', rule });
  }
  return problems;
}

function parse(url: string): URL | null {
  if (typeof url !== 'string' || url.length > LONGEST_URL) return null;
  return /^https?:\/\//i.test(url) && !/\s/.test(url) ? parseUrl(url) : null;
}

function protocolRules(url: URL, production: boolean): string[] {
  return production && url.protocol !== 'https:' ? ['must be https in production'] : [];
}

function shapeRules(url: URL): string[] {
  const rules: string[] = [];
  if (url.username !== '' || url.password !== '') rules.push('must not carry a user name or password');
  if (url.search !== '' || url.href.includes('?')) rules.push('must not have a query string');
  if (url.hash !== '' || url.href.includes('#')) rules.push('must not have a fragment');
  return rules;
}

function wordRules(written: string, url: URL): string[] {
  const texts = [written, url.href, decoded(url.href)].map((text) => text.toLowerCase());
  const found = REFUSED_WORDS.find((word) => texts.some((text) => text.includes(word)));
  return found ? [`must not contain "${found}": Safaricom refuses ${REFUSED_WORDS.join(', ')}`] : [];
}

function decoded(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href;
  }
}
