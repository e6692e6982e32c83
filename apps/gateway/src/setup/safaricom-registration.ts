import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { C2bService, MpesaError, PullService } from 'nestjs-mpesa';
import { setTimeout as pause } from 'node:timers/promises';
import { GATEWAY_SETTINGS } from './gateway-settings.token.js';
import type { GatewaySettings } from './gateway-settings.js';

/** The simulator may still be starting; Safaricom may be down for a moment. */
const PAUSES_MS = [1_000, 2_000, 5_000, 15_000, 60_000];

/** Something to be told to Safaricom once. */
interface Task {
  readonly what: string;
  /** What is lost until it is done. */
  readonly otherwise: string;
  readonly run: () => Promise<{ readonly outcome: string }>;
}

/**
 * Tells Safaricom where to ask and report when customers pay by hand, and opens Pull, by which the library finds payments whose
 * report was lost: for every account. The gateway opens without waiting for it.
 */
@Injectable()
export class SafaricomRegistration implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SafaricomRegistration.name);
  private readonly shutdown = new AbortController();

  constructor(
    private readonly c2b: C2bService,
    private readonly pull: PullService,
    @Inject(GATEWAY_SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  onApplicationBootstrap(): void {
    for (const task of this.accounts().flatMap((account) => this.tasksFor(account))) void this.perform(task);
  }

  onApplicationShutdown(): void {
    this.shutdown.abort();
  }

  private accounts(): string[] {
    const { shortcode, accounts = {} } = this.settings.mpesa;
    return [...new Set([...(shortcode === undefined ? [] : ['default']), ...Object.keys(accounts)])];
  }

  private tasksFor(account: string): Task[] {
    const { nominatedPhone } = this.settings;
    const urls = {
      what: `C2B URLs of account ${account}`,
      otherwise: 'payments by hand will not be seen',
      run: () => this.c2b.registerUrls({ account }),
    };
    if (nominatedPhone === null) return [urls];
    return [
      urls,
      {
        what: `Pull of account ${account}`,
        otherwise: 'payments whose report is lost will not be found',
        run: () => this.pull.register({ account, nominatedPhone }),
      },
    ];
  }

  private async perform(task: Task): Promise<void> {
    for (const waitMs of [...PAUSES_MS, null]) {
      const problem = await this.attempt(task);
      // What was under way at the end tells nobody any more: it broke off because the gateway closed.
      if (problem === null || this.shutdown.signal.aborted) return;
      const again = waitMs !== null && problem.retryable;
      const next = again ? `trying again in ${waitMs / 1_000} s` : task.otherwise;
      this.logger.warn(`${task.what}: not registered, ${next}: ${problem.message}`);
      if (!again || !(await this.waited(waitMs))) return;
    }
  }

  private async attempt({ what, run }: Task): Promise<{ message: string; retryable: boolean } | null> {
    try {
      const { outcome } = await run();
      this.logger.log(`${what}: ${outcome}`);
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
