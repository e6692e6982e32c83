import type { DarajaClient } from '../../daraja/daraja-client.js';
import type { DepartureRecord } from '../../daraja/exchange/departure-record.js';
import type { Endpoint } from '../../daraja/wire/endpoint.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import { appOf } from '../daraja-apps.js';

/** What every service that only asks is made of. */
export interface QuestionDeps {
  readonly client: Pick<DarajaClient, 'send'>;
  readonly accounts: AccountDirectory;
  readonly baseUrl: string;
}

/** Whose Daraja app asks; the default account unless told. */
export interface AskedBy {
  readonly account?: string;
}

/** Puts a question in the name of an account. */
export function ask<Req, Res>(
  { client, baseUrl }: QuestionDeps,
  account: ResolvedAccount,
  question: {
    readonly endpoint: Endpoint<Req, Res>;
    readonly body: NoInfer<Req>;
    readonly departure?: DepartureRecord;
  },
): Promise<Res> {
  const { endpoint, body, departure } = question;
  return client.send(endpoint, body, appOf(account, baseUrl), departure);
}
