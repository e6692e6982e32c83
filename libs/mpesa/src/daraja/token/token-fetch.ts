import { DarajaRejectedError } from '../../errors/daraja-rejected.error.js';
import { meaningOf } from '../catalogue/explain.js';
import type { DarajaApp } from '../exchange/daraja-app.js';
import type { DarajaExchange } from '../exchange/daraja-exchange.js';
import { ENDPOINTS } from '../endpoints/daraja.endpoints.js';

/** A token as Daraja issued it. */
export interface IssuedToken {
  readonly token: string;
  /** Seconds from the moment it was asked for. */
  readonly livesSeconds: number;
}

/** Gets a new token from Daraja. Throws what the exchange has to say when there is none. */
export type FetchToken = (app: DarajaApp) => Promise<IssuedToken>;

/** Asks Daraja's OAuth for tokens. */
export function createTokenFetch(exchange: DarajaExchange): FetchToken {
  return async (app) => {
    const credentials = Buffer.from(`${app.consumerKey}:${app.consumerSecret}`).toString('base64');
    const outcome = await exchange.ask(ENDPOINTS.oauth, {
      app,
      authorization: `Basic ${credentials}`,
      body: undefined,
    });
    if (outcome.kind !== 'accepted') throw inWords(outcome.error);
    return { token: outcome.answer.access_token, livesSeconds: outcome.answer.expires_in };
  };
}

/** A wrong key or secret is answered with HTTP 400 and an empty body. */
function inWords(error: Error): Error {
  if (!(error instanceof DarajaRejectedError) || error.httpStatus !== 400 || error.errorCode !== null)
    return error;
  const errorMessage = 'the consumer key or secret is wrong';
  return new DarajaRejectedError({
    ...error,
    errorMessage,
    explanation: meaningOf({ message: errorMessage }),
  });
}
