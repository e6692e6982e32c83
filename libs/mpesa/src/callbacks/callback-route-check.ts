import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:tls';
import { callbackPath } from './callback-path.js';
import type { CallbackUrls } from './callback-urls.js';
import { probeOwnRoute } from './route-probe.js';
import { trustsEveryProxy } from './trust-proxy.js';
import { MpesaOptionsError } from '../errors/mpesa-options.error.js';
import type { MpesaStructure } from '../options/mpesa-options.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { withoutOuterSlashes } from '../values/slashes.js';

interface CallbackRouteCheckDeps {
  readonly adapter: HttpAdapterHost;
  readonly app: ApplicationConfig;
  readonly urls: CallbackUrls;
  readonly options: ResolvedOptions;
  readonly structure: MpesaStructure;
}

/** Makes sure that Safaricom's callbacks get through whatever the host has put in front of the routes. */
export class CallbackRouteCheck implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger('MpesaCallbacks');
  readonly #leaving = new AbortController();
  #server: Server | undefined;
  #probed: Promise<void> = Promise.resolve();

  constructor(private readonly deps: CallbackRouteCheckDeps) {}

  async onApplicationBootstrap(): Promise<void> {
    // A worker without HTTP has no routes to guard.
    if (this.deps.structure.routes === false || !this.deps.adapter.httpAdapter) return;
    await this.#refuseBlindTrust();
    this.#server = this.deps.adapter.httpAdapter.getHttpServer() as Server | undefined;
    this.#server?.once('listening', this.#probe);
  }

  onModuleDestroy(): void {
    this.#server?.off('listening', this.#probe);
    this.#leaving.abort();
  }

  /** Resolves once the module's own route has answered, or has not; at once while the host does not listen. */
  probed(): Promise<void> {
    return this.#probed;
  }

  async #refuseBlindTrust(): Promise<void> {
    if (
      this.deps.options.callbacks.mode !== 'enforce' ||
      !(await trustsEveryProxy(this.deps.adapter.httpAdapter))
    )
      return;
    throw new MpesaOptionsError([
      {
        option: 'callbacks.sourceAddresses.mode',
        value: "'enforce'",
        rule: 'means nothing while the host trusts every proxy: anyone can write any address into X-Forwarded-For',
        fix: "name your proxies, app.set('trust proxy', 'loopback') or trustProxy: ['10.0.0.0/8'], or use mode: 'log'",
      },
    ]);
  }

  readonly #probe = (): void => {
    const address = this.#server?.address();
    if (typeof address !== 'object' || address === null) return;
    const anywhere = address.address === '::' || address.address === '0.0.0.0';
    const prefix = withoutOuterSlashes(this.deps.app.getGlobalPrefix());
    const told = withoutOuterSlashes(new URL(this.deps.options.callbacks.baseUrl).pathname);
    const path = callbackPath(this.deps.structure);
    const target = {
      secure: this.#server instanceof TlsServer,
      host: anywhere ? '127.0.0.1' : address.address,
      port: address.port,
      toldPath: joined(told, path),
      ownPath: joined(prefix, path),
      prefix,
    };
    this.#probed = probeOwnRoute(this.deps.urls, target, { signal: this.#leaving.signal }).then((problem) => {
      if (problem !== null) this.#log.error(problem);
    });
  };
}

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('/');
}
