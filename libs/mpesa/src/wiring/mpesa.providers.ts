import { HttpService } from '@nestjs/axios';
import { Logger, type Provider } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { accountProviders } from './account.providers.js';
import { callbackProviders } from './callbacks.providers.js';
import { AccessTokens } from '../daraja/access-token.js';
import { AxiosTransport } from '../daraja/axios-transport.js';
import { DarajaClient } from '../daraja/daraja-client.js';
import { DarajaExchange } from '../daraja/daraja-exchange.js';
import { QueryLimiter } from '../daraja/query-limiter.js';
import { createTokenFetch } from '../daraja/token-fetch.js';
import type { Transport } from '../daraja/transport.js';
import { hakikishaProviders } from './hakikisha.providers.js';
import { gapFillProviders } from './gap-fill.providers.js';
import { operationProviders } from './operations.providers.js';
import { AccountDirectory } from '../options/account-directory.js';
import type { MpesaOptions } from '../options/mpesa-options.js';
import { isProductionProcess } from '../options/mpesa.config.js';
import { resolveOptions } from '../options/resolve-options.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import { paymentProviders } from './payment.providers.js';
import { collectProviders } from './collect.providers.js';
import { questionProviders } from './question.providers.js';
import { mpesaEntities } from '../storage/entities/mpesa-entities.js';
import { markRestore } from './mark-restore.js';
import { refuseSecondModule } from './only-module.js';
import { CONNECTION_WAIT_MS, openStorage, storageOn, type Storage } from '../storage/storage.js';
import {
  MPESA_AFTER,
  MPESA_CLOCK,
  MPESA_CONNECTION_WAIT_MS,
  MPESA_DELAY,
  MPESA_NEW_ID,
  MPESA_OPTIONS,
  MPESA_RANDOM,
  MPESA_RESOLVED_OPTIONS,
  MPESA_STORAGE,
  MPESA_TRANSPORT,
} from './tokens.js';
import { systemAfter } from '../values/alarm.js';
import { systemClock, type Clock } from '../values/clock.js';
import { systemDelay, type Delay } from '../values/delay.js';
import { KeyedDigests } from '../values/keyed-digests.js';
import { systemRandom, type RandomSource } from '../values/random.js';
import { createUuidV7 } from '../values/uuid-v7.js';

export interface ProviderSettings {
  /** Name of the host's DataSource, when it is shared. */
  readonly dataSource: string | undefined;
  readonly callbackPath: string;
}

const MINUTE_MS = 60_000;

/** Every part of the module, wired once. Plain classes with factories, so that each can be made with `new` in a test. */
export function mpesaProviders(settings: ProviderSettings): Provider[] {
  return [
    ...seams(),
    optionsProvider(settings),
    ...storageProviders(settings),
    ...accountProviders(),
    ...darajaProviders(),
    ...paymentProviders(),
    ...callbackProviders(settings.callbackPath),
    ...hakikishaProviders(),
    ...operationProviders(),
    ...questionProviders(),
    ...gapFillProviders(),
    ...collectProviders(),
  ];
}

function seams(): Provider[] {
  return [
    { provide: MPESA_CLOCK, useFactory: systemClock },
    { provide: MPESA_RANDOM, useValue: systemRandom },
    { provide: MPESA_DELAY, useValue: systemDelay },
    { provide: MPESA_AFTER, useValue: systemAfter },
    { provide: MPESA_CONNECTION_WAIT_MS, useValue: CONNECTION_WAIT_MS },
    {
      provide: AxiosTransport,
      useFactory: (http: HttpService) => new AxiosTransport(http),
      inject: [HttpService],
    },
    { provide: MPESA_TRANSPORT, useFactory: (axios: AxiosTransport) => axios.send, inject: [AxiosTransport] },
    {
      provide: MPESA_NEW_ID,
      useFactory: (clock: Clock, random: RandomSource) => createUuidV7(clock, random),
      inject: [MPESA_CLOCK, MPESA_RANDOM],
    },
  ];
}

function optionsProvider({ dataSource, callbackPath }: ProviderSettings): Provider {
  return {
    provide: MPESA_RESOLVED_OPTIONS,
    useFactory: (options: MpesaOptions, discovery: DiscoveryService): ResolvedOptions => {
      // Before anything is opened that nobody would close.
      refuseSecondModule(discovery);
      const productionProcess = isProductionProcess();
      const sharesDataSource = dataSource !== undefined;
      const resolved = resolveOptions(options, { productionProcess, sharesDataSource, callbackPath });
      const logger = new Logger('MpesaModule');
      for (const warning of resolved.warnings) logger.warn(warning);
      const { storage } = resolved;
      if (productionProcess && !sharesDataSource && storage.type === 'better-sqlite3')
        logger.log(`payments are kept in the file ${storage.database}`);
      return resolved;
    },
    inject: [MPESA_OPTIONS, DiscoveryService],
  };
}

function storageProviders({ dataSource }: ProviderSettings): Provider[] {
  // Only for its side effect: a host with autoLoadEntities then knows our entities. The module it returns is not imported,
  // since its repositories would fail without words where our own check names the fix.
  if (dataSource !== undefined) TypeOrmModule.forFeature([...mpesaEntities], dataSource);
  return [
    {
      provide: MPESA_STORAGE,
      useFactory: (
        options: ResolvedOptions,
        digests: KeyedDigests,
        ...[clock, newId, connectionWaitMs, shared]: [Clock, () => string, number, DataSource | undefined]
      ): Promise<Storage> => {
        const { storage } = options;
        const log = new Logger('MpesaStorage');
        const onConnectionWait = (message: string): void => log.warn(message);
        const settings = {
          migrate: storage.migrate ?? 'run',
          clock,
          newId,
          digests,
          connectionWaitMs,
          onConnectionWait,
        };
        const opened = shared === undefined ? openStorage(storage, settings) : storageOn(shared, settings);
        return opened.then((books) => markRestore(books, options, clock));
      },
      inject: [
        MPESA_RESOLVED_OPTIONS,
        KeyedDigests,
        MPESA_CLOCK,
        MPESA_NEW_ID,
        MPESA_CONNECTION_WAIT_MS,
        ...(dataSource === undefined ? [] : [getDataSourceToken(dataSource)]),
      ],
    },
  ];
}

function darajaProviders(): Provider[] {
  return [
    {
      provide: DarajaExchange,
      useFactory: (
        transport: Transport,
        clock: Clock,
        random: RandomSource,
        delay: Delay,
        options: ResolvedOptions,
      ) => new DarajaExchange({ transport, clock, random, delay, timeoutMs: options.http.timeoutMs }),
      inject: [MPESA_TRANSPORT, MPESA_CLOCK, MPESA_RANDOM, MPESA_DELAY, MPESA_RESOLVED_OPTIONS],
    },
    { provide: AccessTokens, useFactory: createTokens, inject: [...TOKEN_PARTS] },
    {
      provide: DarajaClient,
      useFactory: (exchange: DarajaExchange, tokens: AccessTokens) => new DarajaClient(exchange, tokens),
      inject: [DarajaExchange, AccessTokens],
    },
    {
      provide: QueryLimiter,
      useFactory: (clock: Clock, storage: Storage, options: ResolvedOptions) => {
        const { perMinute, burst } = options.reconciliation.queryRate;
        const intervalMs = Math.ceil(MINUTE_MS / perMinute);
        return new QueryLimiter({ clock, store: storage.limits }, { intervalMs, burst });
      },
      inject: [MPESA_CLOCK, MPESA_STORAGE, MPESA_RESOLVED_OPTIONS],
    },
  ];
}

const TOKEN_PARTS = [
  DarajaExchange,
  MPESA_CLOCK,
  MPESA_RANDOM,
  MPESA_DELAY,
  MPESA_STORAGE,
  AccountDirectory,
  BestEffortEvents,
] as const;

function createTokens(
  ...[exchange, clock, random, delay, storage, accounts, bestEffort]: [
    DarajaExchange,
    Clock,
    RandomSource,
    Delay,
    Storage,
    AccountDirectory,
    BestEffortEvents,
  ]
): AccessTokens {
  return new AccessTokens({
    clock,
    random,
    delay,
    store: storage.tokens,
    fetch: createTokenFetch(exchange),
    onRefreshed: (app, expiresAt) => {
      const account = accounts.nameFor(app.consumerKey) ?? 'default';
      bestEffort.emit({ type: 'token.refreshed', account, expiresAt });
    },
  });
}
