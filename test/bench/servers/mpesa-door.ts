import 'reflect-metadata';
import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { announce, childSettings } from '../child-side.js';
import { benchModule, type BenchStorage } from '../mpesa-options.js';

export interface DoorSettings {
  readonly storage: BenchStorage;
  /** Whether this process also turns the callbacks it stores into payments and events. */
  readonly processing: boolean;
}

const { storage, processing } = childSettings<DoorSettings>();

class HostModule {}
Module({ imports: [benchModule(storage, { jobs: { enabled: processing } })] })(HostModule as Type);

const app = await NestFactory.create<NestFastifyApplication>(HostModule, new FastifyAdapter(), {
  rawBody: true,
  logger: ['error', 'warn'],
});
await app.listen(0, '127.0.0.1');
announce((app.getHttpServer().address() as AddressInfo).port, () => app.close());
