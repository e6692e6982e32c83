import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { assemble, type SimulatorParts } from './assemble.js';
import { ControlErrorFilter } from './control/control-error.filter.js';
import { readSettings } from './control/schemas.js';
import { KnownHosts } from './control/known-hosts.js';
import { turnStrangersAway } from './control/strangers.js';
import type { SimulatorSettings } from './settings/simulator-settings.js';
import { Simulator } from './simulator.js';
import { SimulatorModule } from './simulator.module.js';
import type { WorldSeed } from './world/world-seed.js';

/** How to start a simulator; everything has a default. */
export interface SimulatorOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** The world to start from; default is Safaricom's public sandbox data. */
  seed?: WorldSeed;
  settings?: Partial<SimulatorSettings>;
  /** Names beside those of loopback that it is called by; pages under any other name are turned away. */
  hosts?: readonly string[];
  /** Nest's own start-up log; false, the default, is silence. */
  logger?: false | ('log' | 'error' | 'warn')[];
}

/** Larger bodies are refused by the server itself. */
const BODY_LIMIT = 1_048_576;

/** Starts a Safaricom on 127.0.0.1. Refuses with NODE_ENV=production unless SIM_ALLOW_PRODUCTION=1. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  refuseProduction();
  const parts = assemble(readSettings(options.settings));
  await parts.reset.reset({ seed: options.seed });
  const app = await createApp(parts, options);
  await app.listen(options.port ?? 0, '127.0.0.1');
  return new Simulator(await app.getUrl(), parts, async () => {
    await parts.reset.stop();
    parts.events.close();
    await app.close();
  });
}

async function createApp(
  parts: SimulatorParts,
  { logger = false, hosts }: SimulatorOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ forceCloseConnections: true, bodyLimit: BODY_LIMIT });
  const server = adapter.getInstance();
  server.removeAllContentTypeParsers();
  turnStrangersAway(server, new KnownHosts(hosts));
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const app = await NestFactory.create<NestFastifyApplication>(SimulatorModule.of(parts), adapter, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ControlErrorFilter());
  return app;
}

function refuseProduction(): void {
  if (process.env['NODE_ENV'] !== 'production' || process.env['SIM_ALLOW_PRODUCTION'] === '1') return;
  throw new Error(
    'The simulator hands out money to whoever asks and does not start with NODE_ENV=production. ' +
      'Set SIM_ALLOW_PRODUCTION=1 if this machine is a test machine all the same.',
  );
}
