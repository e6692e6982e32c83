import { randomBytes } from 'node:crypto';
import { MpesaOptionsError } from '../../errors/mpesa-options.error.js';
import type { MpesaOptions } from '../../options/mpesa-options.js';
import type { OptionSurroundings } from '../../options/option-surroundings.js';
import { resolveOptions } from '../../options/resolve-options.js';
import type { ResolvedOptions } from '../../options/resolved-options.js';

/** New in every run: one that stands in a file is refused. */
export const SECRET = randomBytes(32).toString('hex');
export const given: MpesaOptions = {
  environment: 'sandbox',
  shortcode: '174379',
  passkey: 'passkey-of-the-go-live-mail',
  consumerKey: 'consumer-key',
  consumerSecret: 'consumer-secret',
  callbacks: { baseUrl: 'https://pay.example.co.ke/api', secret: SECRET },
};
const surroundings: OptionSurroundings = {
  productionProcess: false,
  sharesDataSource: false,
  callbackPath: 'callbacks',
};

/** Options as JavaScript may give them, whatever TypeScript says. */
export type Loose = Record<string, unknown>;

/** The options of a sandbox app, with some of them otherwise. */
export function resolve(over: Loose = {}, around: Partial<OptionSurroundings> = {}): ResolvedOptions {
  return resolveOptions({ ...given, ...over } as MpesaOptions, { ...surroundings, ...around });
}

/** What the start would be stopped for. */
export function problems(over: Loose, around: Partial<OptionSurroundings> = {}) {
  try {
    resolve(over, around);
  } catch (error) {
    if (error instanceof MpesaOptionsError) return error.problems;
    throw error;
  }
  return [];
}
