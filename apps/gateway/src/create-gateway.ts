import 'reflect-metadata';
import {
  Logger,
  NotFoundException,
  type DynamicModule,
  type LoggerService,
  type LogLevel,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { limitConnections, type ConnectionLimits, type MpesaOptions } from 'nestjs-mpesa';
import { refuseDeep } from './http/body-depth.js';
import { UnnamedProxy } from './http/unnamed-proxy.js';
import { describeAll } from './openapi/api-descriptions.js';
import { ApiDocuments } from './openapi/api-documents.js';

/** Bytes: 10,000 characters of metadata, each perhaps written as `\u0000`, and what else there is of a request. */
const LARGEST_BODY = 64 * 1024;
/** What is longer than an id is answered as any id that is not there. Node takes no longer one. */
const LONGEST_URL = 16 * 1024;

export interface GatewayFrame {
  readonly logger?: LoggerService | LogLevel[] | false;
  readonly trustedProxies: readonly string[];
  /** What is other than usual. */
  readonly connections?: Partial<ConnectionLimits>;
  readonly mpesa: Pick<MpesaOptions, 'callbacks'>;
}

/** Builds the gateway around its module; the caller lets it listen. */
export async function createGateway(
  module: DynamicModule,
  { logger = ['log', 'warn', 'error', 'fatal'], trustedProxies, connections, mpesa }: GatewayFrame,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    // Clients keep their event streams open, and a shutdown must not wait for them.
    forceCloseConnections: true,
    bodyLimit: LARGEST_BODY,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_URL },
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
  });
  const { mode, addresses } = mpesa.callbacks?.sourceAddresses ?? {};
  const enforces = mode === 'enforce' && addresses === undefined;
  const proxies = new UnnamedProxy(new Logger('Gateway'), enforces);
  // What customers typed stands in answers: no browser is to take one for a page.
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    // Before, nobody asks but the library, which tries whom the framework believes.
    if (adapter.getHttpServer().listening) proxies.look(request);
    void reply.header('x-content-type-options', 'nosniff');
    // Before its body is read, as where a callback is refused: a fault in the body would tell the two apart.
    done(request.is404 ? new NotFoundException(`Cannot ${request.method} ${request.url}`) : undefined);
  });
  // M-Pesa's callbacks are judged by the library, on the bytes that it keeps.
  adapter.getInstance().addHook('preValidation', async ({ url, body }) => {
    if (!/^\/callbacks(\/|\?|$)/.test(url)) refuseDeep(body);
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    // M-Pesa's callbacks are kept as the bytes they came in.
    rawBody: true,
    abortOnError: false,
    logger,
  });
  limitConnections(app.getHttpServer(), { proxies: trustedProxies, ...connections });
  app.enableShutdownHooks();
  app.get(ApiDocuments).publish(() => describeAll(app));
  return app;
}
