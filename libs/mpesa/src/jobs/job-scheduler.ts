import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import type { JobName } from '../options/mpesa-options.js';
import { MINUTE_MS } from '../values/duration.js';

/** A job says when; what it starts lives elsewhere. */
export interface Job {
  readonly option: JobName;
  readonly name: string;
  /** Aborted at shutdown: what is under way is finished, nothing new is begun. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

export interface JobSettings {
  readonly enabled: boolean;
  readonly cron: string;
}

const LATEST_TICK_MS = MINUTE_MS;

/**
 * Puts jobs into a scheduler registry: the host's, where there is one, else one of our own. `ScheduleModule` is never
 * imported here, because a second import makes the host's own crons run twice.
 */
export class JobScheduler {
  readonly #running = new Set<Promise<void>>();
  readonly #names: string[] = [];
  readonly #shutdown = new AbortController();
  #registry = new SchedulerRegistry();

  constructor(private readonly onError: (job: string, error: unknown) => void) {}

  start(
    jobs: readonly Job[],
    settings: (option: JobName) => JobSettings,
    host: SchedulerRegistry | null,
  ): void {
    this.#registry = host ?? this.#registry;
    for (const job of jobs) {
      const { enabled, cron } = settings(job.option);
      if (!enabled) continue;
      const cronJob = CronJob.from({
        cronTime: cron,
        name: job.name,
        // A busy event loop makes a tick late; late is better than left out.
        threshold: LATEST_TICK_MS,
        onTick: () => this.#run(job),
        waitForCompletion: true,
        unrefTimeout: true,
      });
      this.#registry.addCronJob(job.name, cronJob);
      this.#names.push(job.name);
      cronJob.start();
    }
  }

  /** Starts none any more and waits for those under way. */
  async stop(): Promise<void> {
    this.#shutdown.abort();
    for (const name of this.#names.splice(0)) {
      if (this.#registry.doesExist('cron', name)) this.#registry.deleteCronJob(name);
    }
    await Promise.allSettled(this.#running);
  }

  async #run(job: Job): Promise<void> {
    const run = job.run(this.#shutdown.signal).catch((error: unknown) => this.onError(job.name, error));
    this.#running.add(run);
    await run;
    this.#running.delete(run);
  }
}
