import { AccessTokens } from '../../daraja/token/access-token.js';
import type { AccessTokenStore } from '../../daraja/token/access-token.store.js';
import { DarajaClient } from '../../daraja/daraja-client.js';
import { DarajaExchange } from '../../daraja/exchange/daraja-exchange.js';
import { InMemoryAccessTokenStore } from '../../daraja/token/in-memory-access-token.store.js';
import { createTokenFetch } from '../../daraja/token/token-fetch.js';
import type { TransportAnswer, TransportError, TransportRequest } from '../../daraja/wire/transport.js';
import type { Clock } from '../../values/clock.js';
import { systemRandom } from '../../values/random.js';

export type ScriptedAnswer = { readonly status: number; readonly body: unknown } | TransportError;

export interface FakeDaraja {
  readonly client: DarajaClient;
  /** The requests that were sent, tokens apart. */
  readonly sent: Array<{ readonly path: string; readonly body: unknown }>;
  /** The headers of those requests. */
  readonly headers: Array<Readonly<Record<string, string>>>;
  /** What comes back, one request after the other; the last one again and again. */
  readonly script: ScriptedAnswer[];
  /** Called when a request arrives; its answer waits for what this returns. */
  onArrival: () => void | Promise<void>;
}

export const PUSH_ACCEPTED: ScriptedAnswer = {
  status: 200,
  body: {
    MerchantRequestID: '29115-34620561-1',
    CheckoutRequestID: 'ws_CO_21112026120000000722000000',
    ResponseCode: '0',
    ResponseDescription: 'Success. Request accepted for processing',
  },
};

/** The real client over a network that answers from a script. */
export function fakeDaraja(
  clock: Clock,
  store: AccessTokenStore = new InMemoryAccessTokenStore(),
): FakeDaraja {
  const network: Pick<FakeDaraja, 'sent' | 'headers' | 'script' | 'onArrival'> = {
    sent: [],
    headers: [],
    script: [],
    onArrival: () => undefined,
  };
  const delay = async (): Promise<void> => undefined;
  const carry = async ({ url, body, headers, depart }: TransportRequest): Promise<TransportAnswer> => {
    const token = '{"access_token":"token","expires_in":"3599"}';
    if (url.includes('/oauth/')) return { status: 200, headers: {}, text: token };
    await depart?.();
    const { sent, script } = network;
    sent.push({ path: new URL(url).pathname, body: JSON.parse(body ?? 'null') as unknown });
    network.headers.push(headers);
    await network.onArrival();
    const answer = script.length > 1 ? script.shift() : script[0];
    if (answer === undefined) throw new Error(`no answer is scripted for ${url}`);
    if (answer instanceof Error) throw answer;
    return { status: answer.status, headers: {}, text: JSON.stringify(answer.body) };
  };
  const exchange = new DarajaExchange({
    clock,
    delay,
    random: systemRandom,
    timeoutMs: 30_000,
    transport: Object.assign(carry, { awaitsDeparture: true as const }),
  });
  const tokens = new AccessTokens({
    clock,
    delay,
    random: systemRandom,
    store,
    fetch: createTokenFetch(exchange),
  });
  return Object.assign(network, { client: new DarajaClient(exchange, tokens) });
}
