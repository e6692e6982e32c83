import { Inject, Injectable } from '@nestjs/common';
import {
  PaymentsService,
  PromptShares,
  StkPushService,
  type Payment,
  type StkPushRequest,
} from 'nestjs-mpesa';
import { Refusal } from '../errors/refusal.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { WindowCounter } from '../throttling/window-counter.js';
import { gatewayMetadata } from './payment-view.js';

const MINUTE_MS = 60_000;

/** Asks phones for clients, for each no more than its share: all prompts go out in the name of one shortcode. */
@Injectable()
export class ClientPrompts {
  readonly #thisMinute: WindowCounter;
  /** One client that leaves prompts unfinished must not lock the phone for all others. */
  readonly #shares: PromptShares;

  constructor(
    private readonly stkPush: StkPushService,
    payments: PaymentsService,
    @Inject(CLOCK) clock: Clock,
    @Inject(GATEWAY_SETTINGS) { limits, mpesa }: GatewaySettings,
  ) {
    this.#thisMinute = new WindowCounter(clock, { most: limits.promptsPerMinute, windowMs: MINUTE_MS });
    this.#shares = new PromptShares({
      payments,
      askerOf: ({ metadata }) => gatewayMetadata(metadata)?.clientId ?? null,
      share: limits.unfinishedPrompts,
      most: mpesa.prompts?.maxUnfinished,
      now: () => clock.now(),
    });
  }

  /** @throws Refusal `too-many-prompts`, with `retryAt` @throws UnfinishedPushesError @throws what `StkPushService.request` throws */
  async ask(clientId: string, request: StkPushRequest): Promise<Payment> {
    const retryAt = this.#thisMinute.count(clientId);
    if (retryAt !== null) {
      throw new Refusal('too-many-prompts', 'no more phones are asked for this client this minute', {
        retryAt,
      });
    }
    await this.#shares.check(clientId, request);
    return this.stkPush.request(request);
  }
}
