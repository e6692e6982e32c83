import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { C2bService, MpesaError } from 'nestjs-mpesa';
import { setTimeout as pause } from 'node:timers/promises';

/** The simulator may still be starting; Safaricom may be down for a moment. */
const PAUSES_MS = [1_000, 2_000, 5_000, 15_000, 60_000];

/** Tells Safaricom where to ask and report when a customer pays the pay bill by hand. The shop opens without waiting for it. */
@Injectable()
export class C2bRegistration implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(C2bRegistration.name);
  private readonly shutdown = new AbortController();

  constructor(private readonly c2b: C2bService) {}

  onApplicationBootstrap(): void {
    void this.register();
  }

  onApplicationShutdown(): void {
    this.shutdown.abort();
  }

  private async register(): Promise<void> {
    for (const waitMs of [...PAUSES_MS, null]) {
      const problem = await this.attempt();
      // What was under way at the end tells nobody any more: it broke off because the shop closed.
      if (problem === null || this.shutdown.signal.aborted) return;
      const again = waitMs !== null && problem.retryable;
      const next = again ? `trying again in ${waitMs / 1_000} s` : 'pay-bill payments will not be seen';
      this.logger.warn(`C2B URLs are not registered, ${next}: ${problem.message}`);
      if (!again || !(await this.waited(waitMs))) return;
    }
  }

  private async attempt(): Promise<{ message: string; retryable: boolean } | null> {
    try {
      const { shortcode, outcome } = await this.c2b.registerUrls();
      this.logger.log(`C2B URLs of ${shortcode}: ${outcome}`);
      return null;
    } catch (error) {
      if (error instanceof MpesaError) return error;
      return { message: String(error), retryable: false };
    }
  }

  /** False when the shop closes in the meantime. */
  private waited(ms: number): Promise<boolean> {
    return pause(ms, true, { signal: this.shutdown.signal }).catch(() => false);
  }
}
