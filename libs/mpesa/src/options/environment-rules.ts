import type { OptionProblem } from '../errors/mpesa-options.error.js';
import { parseUrl } from '../values/parse-url.js';
import { environmentAt } from './daraja-hosts.js';
import type { MpesaOptions } from './mpesa-options.js';
import { problem } from './option-problems.js';

/** Safaricom's environments by name, a simulator by its URL: a host that is named as the other gets the other's rules. */
export function environmentProblems({ environment }: MpesaOptions): OptionProblem[] {
  if (environment === 'sandbox' || environment === 'production') return [];
  const baseUrl = typeof environment === 'object' && environment !== null ? environment.baseUrl : undefined;
  if (typeof baseUrl === 'string' && /^https?:\/\/\S+$/.test(baseUrl) && parseUrl(baseUrl) !== null) {
    const named = environmentAt(baseUrl);
    if (named === null) return [];
    return [problem('environment', baseUrl, 'is Safaricom’s own, whose rules its name brings', `'${named}'`)];
  }
  return [
    problem(
      'environment',
      baseUrl ?? environment,
      'is none of those we know',
      "'sandbox', 'production' or { baseUrl: 'http://…' }",
    ),
  ];
}
