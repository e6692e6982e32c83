import 'reflect-metadata';
import type { DynamicModule, LoggerService, LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { describeAll } from './openapi/api-descriptions.js';
import { ApiDocuments } from './openapi/api-documents.js';

/** Bytes: 10,000 characters of metadata, each perhaps written as `\u0000`, and what else there is of a request. */
const LARGEST_BODY = 64 * 1024;
const REQUEST_TIMEOUT_MS = 15_000;

type Logging = LoggerService | LogLevel[] | false;

/** Builds the gateway around its module; the caller lets it listen. */
export async function createGateway(
  module: DynamicModule,
  logger: Logging = ['log', 'warn', 'error', 'fatal'],
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    // Clients keep their event streams open, and a shutdown must not wait for them.
    forceCloseConnections: true,
    bodyLimit: LARGEST_BODY,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { ignoreTrailingSlash: true },
  });
  // What customers typed stands in answers: no browser is to take one for a page.
  adapter.getInstance().addHook('onRequest', (_request, reply, done) => {
    void reply.header('x-content-type-options', 'nosniff');
    done();
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    // M-Pesa's callbacks are kept as the bytes they came in.
    rawBody: true,
    abortOnError: false,
    logger,
  });
  app.enableShutdownHooks();
  app.get(ApiDocuments).publish(() => describeAll(app));
  return app;
}
