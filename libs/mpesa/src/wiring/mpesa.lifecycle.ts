import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModuleRef } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ACCOUNT_NAME_RESOLVER, type AccountNameResolver } from '../callbacks/account-name-resolver.js';
import { C2B_VALIDATOR, type C2bValidator } from '../callbacks/c2b-validator.js';
import { AccessTokens } from '../daraja/token/access-token.js';
import { AxiosTransport } from '../daraja/exchange/axios-transport.js';
import { checkHakikisha } from '../callbacks/hakikisha-check.js';
import { MpesaOptionsError } from '../errors/mpesa-options.error.js';
import { HostPlugins } from './host-plugins.js';
import { InboxProcessor } from '../inbox/inbox-processor.js';
import { JobScheduler } from '../jobs/job-scheduler.js';
import { mpesaJobs } from '../jobs/mpesa-jobs.js';
import { appOf } from '../operations/daraja-apps.js';
import { PaymentInitiator } from '../operations/payment-initiator.js';
import { confirmProblem } from '../options/confirm-option.js';
import { ACCOUNT_SOURCE, type AccountSource } from '../options/account-source.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import { isDurable, publisherHandler, toDurableHandler } from '../outbox/durable-handlers.js';
import { EVENT_PUBLISHER, type EventPublisher } from '../outbox/event-publisher.js';
import { findEventEmitter, findHandlers, findMarked, type FoundHandler } from '../outbox/handler-explorer.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import type { BestEffortEventMap } from '../payments/payment-events.js';
import { StandingOrderRecorder } from '../payments/standing-orders/standing-order-recorder.js';
import { GapFiller } from '../reconciliation/gap-filler.js';
import { Reconciler } from '../reconciliation/reconciler.js';
import { managerOf } from '../storage/database/tx.js';
import type { Storage } from '../storage/storage.js';
import type { Named } from './part.js';
import { Shutdown } from './shutdown.js';
import { MPESA_CLOCK, MPESA_RESOLVED_OPTIONS, MPESA_STORAGE, MPESA_STRUCTURE } from './tokens.js';

/** How long a handler may go on after the shutdown has begun, before its signal is aborted, ms. */
const HANDLER_GRACE_MS = 8_000;
/** How long the module's part of the shutdown may take before the database's connections are cut off, ms. */
const SHUTDOWN_MS = 20_000;
/** What the rest may take then, ms. */
const LAST_MS = 2_000;

/** Starts the module's work when the host is complete, and ends it before the host is taken apart. */
@Injectable()
export class MpesaLifecycle
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #log = new Logger('MpesaModule');
  readonly #jobs = new JobScheduler((job, error) => this.#log.error(`${job}: ${String(error)}`));

  readonly #shutdown = new Shutdown({
    boundMs: SHUTDOWN_MS,
    lastMs: LAST_MS,
    abandon: () => this.storage.abandon(),
    warn: (message) => this.#log.warn(message),
  });

  constructor(
    private readonly moduleRef: ModuleRef,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    @Inject(MPESA_RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(MPESA_STORAGE) private readonly storage: Storage,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#plugIn();
    await this.#registerHandlers(findHandlers(this.discovery, this.scanner));
    this.#startJobs();
  }

  /** No new claims; what is under way is finished and leases are given back. HTTP still answers meanwhile. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#shutdown.begin();
    await this.#shutdown.waitFor({
      jobs: this.#jobs.stop(),
      callbacks: this.#part(InboxProcessor).stop(),
      reconciliation: this.#part(Reconciler).stop(),
      handlers: this.#part(OutboxRelay).stop(HANDLER_GRACE_MS),
    });
  }

  /** HTTP is closed by now: nothing can begin any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.#shutdown.waitFor({ 'requests to Safaricom': this.#part(PaymentInitiator).settled() });
    this.#part(AxiosTransport).close();
    await this.#shutdown.end(() => this.storage.close());
  }

  #plugIn(): void {
    this.#part(HostPlugins).c2bValidator = findMarked<C2bValidator>(
      this.discovery,
      C2B_VALIDATOR,
      'C2bValidator',
    );
    this.#plugInNames();
    this.#plugInAccounts();
    const emitter = findEventEmitter(this.discovery);
    if (emitter === null) this.#log.debug('no EventEmitterModule found: events go to @OnMpesa handlers only');
    else this.#part(BestEffortEvents).useEmitter(emitter);
  }

  #plugInNames(): void {
    const resolver = findMarked<AccountNameResolver>(
      this.discovery,
      ACCOUNT_NAME_RESOLVER,
      'AccountNameResolver',
    );
    this.#part(HostPlugins).accountNameResolver = resolver;
    const warning = checkHakikisha(this.#part(MPESA_STRUCTURE), this.options, resolver !== null);
    if (warning !== null) this.#log.warn(warning);
  }

  #plugInAccounts(): void {
    const source = findMarked<AccountSource>(this.discovery, ACCOUNT_SOURCE, 'AccountSource');
    if (source === null && this.options.accounts.size === 0) {
      const fix = 'name an account, or mark a provider with @MpesaAccountSource()';
      throw new MpesaOptionsError([{ option: 'accounts', value: '(empty)', rule: 'has no account', fix }]);
    }
    const wrong = confirmProblem('AccountSource.confirm', source?.confirm);
    if (wrong !== null) throw new MpesaOptionsError([wrong]);
    this.#part(HostPlugins).accountSource = source;
  }

  async #registerHandlers(found: readonly FoundHandler[]): Promise<void> {
    const bestEffort = this.#part(BestEffortEvents);
    for (const { events, call } of found) {
      for (const event of events) {
        if (!isDurable(event)) bestEffort.listen(event as keyof BestEffortEventMap, call);
      }
    }
    const settings = { timeoutMs: this.options.events.handlerTimeoutMs, managerOf };
    const publisher = findMarked<EventPublisher>(this.discovery, EVENT_PUBLISHER, 'EventPublisher');
    const durable = found
      .filter(({ events }) => events.some(isDurable))
      .map((handler) => toDurableHandler(handler, settings));
    await this.#part(OutboxRelay).register(
      publisher === null ? durable : [...durable, publisherHandler(publisher, settings)],
    );
  }

  #startJobs(): void {
    const apps = [...this.options.accounts.values()].map((account) => appOf(account, this.options.baseUrl));
    const jobs = mpesaJobs({
      tokens: this.#part(AccessTokens),
      apps,
      reconciler: this.#part(Reconciler),
      standingOrders: this.#part(StandingOrderRecorder),
      inbox: this.#part(InboxProcessor),
      relay: this.#part(OutboxRelay),
      initiator: this.#part(PaymentInitiator),
      gapFiller: this.#part(GapFiller),
      retention: this.storage.retention,
      retentionMs: this.options.retentionMs,
      typedReferences: this.options.typedReferences,
      clock: this.#part(MPESA_CLOCK),
    });
    this.#jobs.start(jobs, (option) => this.options.jobs[option], this.#hostRegistry());
  }

  #part<T>(name: Named<T>): T {
    return this.moduleRef.get(name as never);
  }

  #hostRegistry(): SchedulerRegistry | null {
    try {
      return this.moduleRef.get(SchedulerRegistry, { strict: false });
    } catch {
      return null;
    }
  }
}
