import type { DarajaApp } from '../daraja/exchange/daraja-app.js';
import type { ResolvedAccount } from '../options/resolved-options.js';

/** The Daraja app that speaks for an account. */
export function appOf(account: ResolvedAccount, baseUrl: string): DarajaApp {
  return { baseUrl, consumerKey: account.consumerKey, consumerSecret: account.consumerSecret };
}
