import { HttpService } from '@nestjs/axios';
import type { Provider } from '@nestjs/common';
import { AccessTokens } from '../daraja/token/access-token.js';
import { AxiosTransport } from '../daraja/exchange/axios-transport.js';
import { DarajaClient } from '../daraja/daraja-client.js';
import { DarajaExchange } from '../daraja/exchange/daraja-exchange.js';
import { QueryLimiter, queryLimit } from '../daraja/exchange/query-limiter.js';
import { createTokenFetch } from '../daraja/token/token-fetch.js';
import { AccountDirectory } from '../options/account-directory.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import { part } from './part.js';
import {
  MPESA_CLOCK,
  MPESA_DELAY,
  MPESA_RANDOM,
  MPESA_RESOLVED_OPTIONS,
  MPESA_STORAGE,
  MPESA_TRANSPORT,
} from './tokens.js';

const exchange = part(
  DarajaExchange,
  {
    transport: MPESA_TRANSPORT,
    clock: MPESA_CLOCK,
    random: MPESA_RANDOM,
    delay: MPESA_DELAY,
    options: MPESA_RESOLVED_OPTIONS,
  },
  ({ options, ...deps }) => new DarajaExchange({ ...deps, timeoutMs: options.http.timeoutMs }),
);

const tokens = part(
  AccessTokens,
  {
    exchange: DarajaExchange,
    clock: MPESA_CLOCK,
    random: MPESA_RANDOM,
    delay: MPESA_DELAY,
    storage: MPESA_STORAGE,
    accounts: AccountDirectory,
    bestEffort: BestEffortEvents,
  },
  ({ exchange: asked, clock, random, delay, storage, accounts, bestEffort }) =>
    new AccessTokens({
      clock,
      random,
      delay,
      store: storage.tokens,
      fetch: createTokenFetch(asked),
      onRefreshed: (app, expiresAt) => {
        const account = accounts.nameFor(app.consumerKey) ?? 'default';
        bestEffort.emit({ type: 'token.refreshed', account, expiresAt });
      },
    }),
);

/** Safaricom's side. */
export const DARAJA_PROVIDERS: readonly Provider[] = [
  part(AxiosTransport, { http: HttpService }, ({ http }) => new AxiosTransport(http)),
  part(MPESA_TRANSPORT, { axios: AxiosTransport }, ({ axios }) => axios.send),
  exchange,
  tokens,
  part(
    DarajaClient,
    { exchange: DarajaExchange, tokens: AccessTokens },
    (deps) => new DarajaClient(deps.exchange, deps.tokens),
  ),
  part(
    QueryLimiter,
    { clock: MPESA_CLOCK, storage: MPESA_STORAGE, options: MPESA_RESOLVED_OPTIONS },
    ({ clock, storage, options }) =>
      new QueryLimiter({ clock, store: storage.limits }, queryLimit(options.reconciliation.queryRate)),
  ),
];
