import { HttpService } from '@nestjs/axios';
import { AccessTokens } from '../../daraja/token/access-token.js';
import { AxiosTransport } from '../../daraja/exchange/axios-transport.js';
import { DarajaClient } from '../../daraja/daraja-client.js';
import { DarajaExchange } from '../../daraja/exchange/daraja-exchange.js';
import type { Endpoint } from '../../daraja/wire/endpoint.js';
import { InMemoryAccessTokenStore } from '../../daraja/token/in-memory-access-token.store.js';
import { createTokenFetch, type FetchToken } from '../../daraja/token/token-fetch.js';
import { DEFAULT_HTTP_TIMEOUT_MS } from '../../options/option-defaults.js';
import { type Clock, systemClock } from '../../values/clock.js';
import { systemDelay } from '../../values/delay.js';
import { systemRandom } from '../../values/random.js';
import { createUuidV7 } from '../../values/uuid-v7.js';
import type { CallbackBox, CallbackListener } from './callback-listener.js';
import { type Customer, personWithPhone, simulatedCustomer } from './customer.js';
import type { TestCaseSettings } from './settings.js';
import { SimulatorControl } from './simulator-control.js';
import type { Need } from './needs.js';

/** The library's own client, a place for callbacks, and a customer. */
export class Workbench {
  readonly clock: Clock = systemClock();
  readonly newId = createUuidV7(this.clock, systemRandom);
  readonly fetchToken: FetchToken;
  readonly customer: Customer;
  readonly simulator: SimulatorControl | null;
  private readonly client: DarajaClient;
  private readonly transport = new AxiosTransport(new HttpService());

  constructor(
    readonly settings: TestCaseSettings,
    private readonly listener: CallbackListener | null,
    say: (line: string) => void,
  ) {
    const edges = { clock: this.clock, random: systemRandom, delay: systemDelay };
    const exchange = new DarajaExchange({
      ...edges,
      transport: this.transport.send,
      timeoutMs: DEFAULT_HTTP_TIMEOUT_MS,
    });
    this.fetchToken = createTokenFetch(exchange);
    const tokens = { ...edges, store: new InMemoryAccessTokenStore(), fetch: this.fetchToken };
    this.client = new DarajaClient(exchange, new AccessTokens(tokens));
    const { environment, app, phone } = settings;
    this.simulator = environment === 'simulator' ? new SimulatorControl(app.baseUrl) : null;
    this.customer = this.simulator ? simulatedCustomer(this.simulator, phone) : personWithPhone(phone, say);
  }

  async close(): Promise<void> {
    this.transport.close();
    await this.listener?.close();
  }

  send<Req, Res>(endpoint: Endpoint<Req, Res>, body: NoInfer<Req>): Promise<Res> {
    return this.client.send(endpoint, body, this.settings.app);
  }

  /** A new callback URL. Only for cases that need callbacks. */
  box(purpose: string): CallbackBox {
    if (!this.listener) throw new Error('there is no callback URL');
    return this.listener.box(purpose);
  }

  has(need: Need): boolean {
    const { operator, phoneAnswers } = this.settings;
    const there: Record<Need, boolean> = {
      callbacks: this.listener !== null,
      operator: operator !== null,
      'answering-phone': phoneAnswers,
      simulator: this.simulator !== null,
    };
    return there[need];
  }
}
