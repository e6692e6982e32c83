import { Inject, Injectable } from '@nestjs/common';
import { DarajaThrottledError } from 'nestjs-mpesa';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';

const MINUTE_MS = 60_000;
/** However often one asks, every second question that M-Pesa takes is left to the others. */
const TURNS_APART = 2;
/** As the library has it. */
const USUAL_PER_MINUTE = { production: 30, sandbox: 5, simulator: 5 } as const;

/** M-Pesa counts the two apart. What it is asked about a payment that is missing counts as the second, whichever way it is asked. */
export type Question = 'stk-query' | 'transaction-status';

/**
 * Whatever M-Pesa is asked on a client's behalf (rechecks, transaction status, a payment that it misses) draws on that client's
 * share of the questions of that kind that M-Pesa takes of all, counted in this process.
 */
@Injectable()
export class QuestionShares {
  readonly #apartMs: number;
  /** Until when each has had its share, epoch ms. */
  readonly #until = new Map<string, number>();

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_SETTINGS) { mpesa, environment }: GatewaySettings,
  ) {
    const perMinute = mpesa.reconciliation?.queryRate?.perMinute ?? USUAL_PER_MINUTE[environment];
    this.#apartMs = Math.ceil(MINUTE_MS / perMinute) * TURNS_APART;
  }

  /** @throws DarajaThrottledError not this client's turn, see `retryAt`; nothing was asked @throws what `ask` throws */
  async take<T>(clientId: string, question: Question, ask: () => Promise<T>): Promise<T> {
    const share = `${question} ${clientId}`;
    const now = this.clock.now();
    const until = this.#until.get(share) ?? 0;
    // A time that no turn can have set is of a clock that was ahead.
    if (until > now && until <= now + this.#apartMs) {
      throw new DarajaThrottledError({ product: `${question} of this client`, retryAt: until });
    }
    this.#until.set(share, now + this.#apartMs);
    try {
      return await ask();
    } catch (error) {
      // Whoever came in vain has had no turn.
      if (error instanceof DarajaThrottledError) this.#until.set(share, until);
      throw error;
    }
  }
}
