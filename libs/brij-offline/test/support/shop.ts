import { Injectable, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  BrijOfflineModule,
  BrijOfflineService,
  BrijTokenService,
  OnBrijPayment,
  OnBrijStatusResult,
  type BrijOfflineOptions,
  type BrijOfflineStructure,
  type BrijPayment,
  type BrijStatusResult,
} from 'nestjs-brij-offline';
import type { AddressInfo } from 'node:net';

/** What a shop was told, and what it does about it. */
export class Till {
  readonly payments: BrijPayment[] = [];
  readonly results: BrijStatusResult[] = [];
  /** Throws so many times before it takes a payment. */
  failures = 0;
}

export interface Shop {
  readonly url: string;
  readonly app: INestApplication;
  readonly brij: BrijOfflineService;
  readonly tokens: BrijTokenService;
  readonly till: Till;
  close(): Promise<void>;
}

export interface ShopOptions extends Partial<BrijOfflineStructure> {
  readonly options: BrijOfflineOptions;
  readonly adapter?: 'express' | 'fastify';
  readonly rawBody?: boolean;
  /** False: nothing takes what comes. */
  readonly handlers?: boolean;
}

/** A shop that uses the module, listening on 127.0.0.1. */
export async function openShop(given: ShopOptions): Promise<Shop> {
  const { options, adapter = 'fastify', rawBody = true, handlers = true, ...structure } = given;

  @Injectable()
  class Payments {
    constructor(readonly till: Till) {}

    @OnBrijPayment()
    paid(payment: BrijPayment): void {
      if (this.till.failures > 0) {
        this.till.failures -= 1;
        throw new Error('the shop has no database at the moment');
      }
      this.till.payments.push(payment);
    }

    @OnBrijStatusResult()
    async told(result: BrijStatusResult): Promise<void> {
      await Promise.resolve();
      this.till.results.push(result);
    }
  }

  @Module({
    imports: [BrijOfflineModule.forRootAsync({ ...structure, useFactory: () => options })],
    providers: handlers ? [Till, Payments] : [Till],
  })
  class ShopModule {}

  const http =
    adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter({ forceCloseConnections: true });
  const app = await NestFactory.create(ShopModule, http, { rawBody, logger: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    app,
    brij: app.get(BrijOfflineService),
    tokens: app.get(BrijTokenService),
    till: app.get(Till),
    close: () => app.close(),
  };
}
