import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { LoggerService, LogLevel } from '@nestjs/common';
import { limitConnections, type ConnectionLimits } from 'nestjs-mpesa';
import { AppModule } from './app.module.js';
import type { ShopSettings } from './setup/shop-settings.js';

/** The largest callback that the library takes, bytes; what a browser sends is far smaller. */
const LARGEST_BODY = 32 * 1024;

/**
 * Builds the shop; the caller lets it listen.
 *
 * @param connections what is other than usual: how long a request may take to come, and how many connections there may be
 */
export async function createShop(
  settings: ShopSettings,
  logger: LoggerService | LogLevel[] | false = ['log', 'warn', 'error', 'fatal'],
  connections: Partial<ConnectionLimits> = {},
): Promise<NestFastifyApplication> {
  // Browsers keep their event streams open, and a shutdown must not wait for them.
  const { trustedProxies } = settings;
  const adapter = new FastifyAdapter({
    forceCloseConnections: true,
    bodyLimit: LARGEST_BODY,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings), adapter, {
    // M-Pesa's callbacks are kept as the bytes they came in.
    rawBody: true,
    abortOnError: false,
    logger,
  });
  limitConnections(app.getHttpServer(), { proxies: trustedProxies, ...connections });
  app.enableShutdownHooks();
  return app;
}
