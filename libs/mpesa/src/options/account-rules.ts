import type { OptionProblem } from '../errors/mpesa-options.error.js';
import { callbackUrlProblems } from '../values/callback-url.js';
import { initiatorProblems, initiatorWarnings } from './initiator-rules.js';
import {
  INITIATOR_PRODUCTS,
  type AmountLimits,
  type InitiatorOptions,
  type MpesaAccountOptions,
} from './mpesa-options.js';
import { problem } from './option-problems.js';
import { DEFAULT_LIMITS, LIMITED_PRODUCTS } from './product-limits.js';
import type { AccountSurroundings } from './option-surroundings.js';
import type { Rule } from './rule.js';
import { withoutTrailingSlashes } from '../values/slashes.js';

const LONGEST_NAME = 64;

/** Rules that look at several options of one account at once, or at what a value means. */
export function accountRules(
  place: string,
  account: Partial<MpesaAccountOptions>,
  surroundings: AccountSurroundings,
): Rule[] {
  const { environment } = surroundings;
  return [
    { reads: [`${place}type`, `${place}till`], check: () => tillProblems(place, account) },
    ...LIMITED_PRODUCTS.map((product) => ({
      reads: [`${place}limits`],
      check: () =>
        limitProblems(`${place}limits.${product}`, {
          ...DEFAULT_LIMITS[product],
          ...account.limits?.[product],
        }),
    })),
    ...initiatorsOf(place, account).map(([option, initiator]) => ({
      reads: ['environment', option],
      check: () => initiatorProblems(option, initiator, environment),
    })),
    {
      reads: ['environment', `${place}callbackBaseUrl`],
      check: () => callbackUrlFindings(place, account, surroundings, 'error'),
    },
  ];
}

/** Every payment keeps the name of its account. */
export function nameProblems(place: string, name: unknown): OptionProblem[] {
  const good = typeof name === 'string' && name !== '' && name.length <= LONGEST_NAME;
  if (good) return [];
  return [problem(place, name, `must have 1 to ${LONGEST_NAME} characters`, 'another name')];
}

/** What works but ought to be told; only for an account whose options have passed the rules. */
export function accountWarnings(
  place: string,
  account: Partial<MpesaAccountOptions>,
  surroundings: AccountSurroundings,
): string[] {
  const urls = callbackUrlFindings(place, account, surroundings, 'warning');
  return [
    ...initiatorsOf(place, account).flatMap(([option, initiator]) => initiatorWarnings(option, initiator)),
    ...urls.map(({ option, value, rule }) => `${option} ${value} ${rule}`),
    ...confirmWarnings(place, account),
  ];
}

/** Payments by hand are confirmed by transaction status, which an operator signs. */
function confirmWarnings(place: string, account: Partial<MpesaAccountOptions>): string[] {
  if (account.confirm !== 'query' || account.initiator || account.initiators?.status) return [];
  return [
    `${place}confirm: payments that customers make by hand count without being confirmed; name an initiator for status`,
  ];
}

function initiatorsOf(place: string, account: Partial<MpesaAccountOptions>): [string, InitiatorOptions][] {
  const own = INITIATOR_PRODUCTS.map(
    (product) => [`${place}initiators.${product}`, account.initiators?.[product]] as const,
  );
  const all = [[`${place}initiator`, account.initiator] as const, ...own];
  return all.flatMap(([option, initiator]) => (initiator === undefined ? [] : [[option, initiator]]));
}

function callbackUrlFindings(
  place: string,
  { callbackBaseUrl }: Partial<MpesaAccountOptions>,
  { environment, callbackPath }: AccountSurroundings,
  wanted: 'error' | 'warning',
): OptionProblem[] {
  if (callbackBaseUrl === undefined) return [];
  const url = `${withoutTrailingSlashes(callbackBaseUrl)}/${callbackPath}`;
  return callbackUrlProblems(url, { production: environment === 'production' })
    .filter(({ severity }) => severity === wanted)
    .map(({ rule }) =>
      problem(
        `${place}callbackBaseUrl`,
        url,
        rule,
        'a URL that Safaricom may call; routes.path is part of it',
      ),
    );
}

function tillProblems(place: string, { type, till }: Partial<MpesaAccountOptions>): OptionProblem[] {
  if (type === 'till' && till === undefined) {
    const fix = 'the till number customers pay; shortcode is the store number';
    return [problem(`${place}till`, undefined, 'is missing', fix)];
  }
  if (type !== 'till' && till !== undefined) {
    return [problem(`${place}till`, till, 'only a till has one', "set type: 'till', or remove it")];
  }
  return [];
}

function limitProblems(option: string, { min, max }: Required<AmountLimits>): OptionProblem[] {
  return min > max ? [problem(option, `${min}…${max}`, 'min is above max', 'exchange them')] : [];
}
