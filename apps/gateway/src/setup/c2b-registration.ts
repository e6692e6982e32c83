import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { C2bService, MpesaError } from 'nestjs-mpesa';
import { setTimeout as pause } from 'node:timers/promises';
import { GATEWAY_SETTINGS } from './gateway-settings.token.js';
import type { GatewaySettings } from './gateway-settings.js';

/** The simulator may still be starting; Safaricom may be down for a moment. */
const PAUSES_MS = [1_000, 2_000, 5_000, 15_000, 60_000];

/** Tells Safaricom where to ask and report when customers pay by hand, for every account. The gateway opens without waiting for it. */
@Injectable()
export class C2bRegistration implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(C2bRegistration.name);
  private readonly shutdown = new AbortController();
  private readonly accounts: readonly string[];

  constructor(
    private readonly c2b: C2bService,
    @Inject(GATEWAY_SETTINGS) { mpesa }: GatewaySettings,
  ) {
    const atTheTop = mpesa.shortcode === undefined ? [] : ['default'];
    this.accounts = [...new Set([...atTheTop, ...Object.keys(mpesa.accounts ?? {})])];
  }

  onApplicationBootstrap(): void {
    for (const account of this.accounts) void this.register(account);
  }

  onApplicationShutdown(): void {
    this.shutdown.abort();
  }

  private async register(account: string): Promise<void> {
    for (const waitMs of [...PAUSES_MS, null]) {
      const problem = await this.attempt(account);
      if (problem === null) return;
      const again = waitMs !== null && problem.retryable;
      const next = again ? `trying again in ${waitMs / 1_000} s` : 'payments by hand will not be seen';
      this.logger.warn(`C2B URLs of account ${account} are not registered, ${next}: ${problem.message}`);
      if (!again || !(await this.waited(waitMs))) return;
    }
  }

  private async attempt(account: string): Promise<{ message: string; retryable: boolean } | null> {
    try {
      const { shortcode, outcome } = await this.c2b.registerUrls({ account });
      this.logger.log(`C2B URLs of ${shortcode}: ${outcome}`);
      return null;
    } catch (error) {
      if (error instanceof MpesaError) return error;
      return { message: String(error), retryable: false };
    }
  }

  /** False when the gateway closes in the meantime. */
  private waited(ms: number): Promise<boolean> {
    return pause(ms, true, { signal: this.shutdown.signal }).catch(() => false);
  }
}
