import type { AccessTokens } from './token/access-token.js';
import type { DarajaApp } from './exchange/daraja-app.js';
import type { DarajaExchange } from './exchange/daraja-exchange.js';
import type { DepartureRecord } from './exchange/departure-record.js';
import type { Endpoint } from './wire/endpoint.js';
import type { Outcome } from './exchange/outcome.js';

/** Speaks to Daraja: `client.send(ENDPOINTS.stkPush, body, app)`. */
export class DarajaClient {
  constructor(
    private readonly exchange: DarajaExchange,
    private readonly tokens: AccessTokens,
  ) {}

  /**
   * Sends one request and returns its accepted answer. A refused token is replaced once and the request repeated once:
   * Daraja looks at the token before it acts. Nothing else that moves money is ever sent twice.
   *
   * @param departure hears when the bytes are about to leave; until then whatever is thrown has sent nothing
   *
   * Throws `DarajaUnavailableError` (nothing was sent), `DarajaThrottledError` (nothing was done), `DarajaRejectedError`
   * (they said no), `DarajaOutcomeUnknownError` (only for what moves money: somebody may have acted on it) and
   * `DarajaResponseError` (only for questions, the token's included: unreadable).
   */
  async send<Req, Res>(
    endpoint: Endpoint<Req, Res>,
    body: NoInfer<Req>,
    app: DarajaApp,
    departure?: DepartureRecord,
  ): Promise<Res> {
    const ask = (token: string): Promise<Outcome<Res>> =>
      this.exchange.ask(endpoint, { app, body, authorization: `Bearer ${token}`, departure });
    const token = await this.tokens.get(app);
    let outcome = await ask(token);
    if (outcome.kind === 'invalid-token') {
      await departure?.takeBack();
      outcome = await ask(await this.tokens.get(app, { notThis: token }));
    }
    if (outcome.kind === 'accepted') return outcome.answer;
    throw outcome.error;
  }
}
