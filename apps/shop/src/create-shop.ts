import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { LoggerService, LogLevel } from '@nestjs/common';
import { AppModule } from './app.module.js';
import type { ShopSettings } from './setup/shop-settings.js';

/** The largest callback that the library takes, bytes; what a browser sends is far smaller. */
const LARGEST_BODY = 32 * 1024;
/** Whoever has not sent a request by then, head and body, is hung up on. */
const REQUEST_TIMEOUT_MS = 15_000;

/** Builds the shop; the caller lets it listen. */
export async function createShop(
  settings: ShopSettings,
  logger: LoggerService | LogLevel[] | false = ['log', 'warn', 'error', 'fatal'],
): Promise<NestFastifyApplication> {
  // Browsers keep their event streams open, and a shutdown must not wait for them.
  const { trustedProxies } = settings;
  const adapter = new FastifyAdapter({
    forceCloseConnections: true,
    bodyLimit: LARGEST_BODY,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings), adapter, {
    // M-Pesa's callbacks are kept as the bytes they came in.
    rawBody: true,
    abortOnError: false,
    logger,
  });
  app.enableShutdownHooks();
  return app;
}
