import { Inject, Injectable } from '@nestjs/common';
import { StkPushService, type Payment, type StkPushRequest } from 'nestjs-mpesa';
import { Refusal } from '../refusal.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { WindowCounter } from '../throttling/window-counter.js';

const MINUTE_MS = 60_000;

/** Asks phones for clients, for each no more than its share: all prompts go out in the name of one shortcode. */
@Injectable()
export class ClientPrompts {
  readonly #thisMinute: WindowCounter;

  constructor(
    private readonly stkPush: StkPushService,
    @Inject(CLOCK) clock: Clock,
    @Inject(GATEWAY_SETTINGS) { limits }: GatewaySettings,
  ) {
    this.#thisMinute = new WindowCounter(clock, { most: limits.promptsPerMinute, windowMs: MINUTE_MS });
  }

  /** @throws Refusal `too-many-prompts`, with `retryAt` @throws what `StkPushService.request` throws */
  async ask(clientId: string, request: StkPushRequest): Promise<Payment> {
    const retryAt = this.#thisMinute.count(clientId);
    if (retryAt === null) return this.stkPush.request(request);
    throw new Refusal('too-many-prompts', 'no more phones are asked for this client this minute', {
      retryAt,
    });
  }
}
