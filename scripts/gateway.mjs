#!/usr/bin/env node
import { mkdirSync } from 'node:fs';
import { BUILT, buildWhenStale } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { fromRoot } from './lib/paths.mjs';
import { runMain, stopAll, wasInterrupted } from './lib/run.mjs';
import { startService } from './lib/service.mjs';
import { portFor, readEnvFile } from './lib/settings.mjs';

/**
 * npm run gateway: M-Pesa over plain HTTP, and a Safaricom behind it. With MPESA_ENVIRONMENT=sandbox or production the
 * gateway talks to the real one, and no simulator is started.
 *   GATEWAY_PORT=3100  SIM_PORT=4010  and everything in docs/environment.md
 */
await runMain(openGateway, { endsByCtrlC: true });

async function openGateway() {
  await ensureInstalled();
  readEnvFile();
  await buildWhenStale(['mpesa', 'daraja-simulator', 'gateway']);
  const environment = process.env.MPESA_ENVIRONMENT || 'simulator';
  const port = await portFor('the gateway', 'GATEWAY_PORT', 3100);
  const simPort = environment === 'simulator' ? await portFor('the simulator', 'SIM_PORT', 4010) : undefined;

  const services = [];
  if (simPort !== undefined) services.push(await startSimulator(simPort));
  if (!wasInterrupted()) services.push(await startGateway(port, environment, simPort));
  if (!wasInterrupted()) welcome(port, simPort, environment);

  // Neither is of use without the other: when one ends, both do.
  const code = await Promise.race(services.map(({ ended }) => ended));
  await stopAll();
  return code;
}

function startSimulator(port) {
  return startService({
    name: 'The simulator',
    file: BUILT.simulator,
    env: { SIM_PORT: String(port) },
    health: `http://127.0.0.1:${port}/sim/health`,
  });
}

function startGateway(port, environment, simPort) {
  mkdirSync(fromRoot('data'), { recursive: true });
  const simulator = simPort === undefined ? {} : { SIM_PORT: String(simPort) };
  return startService({
    name: 'The gateway',
    file: BUILT.gateway,
    env: { GATEWAY_PORT: String(port), MPESA_ENVIRONMENT: environment, ...simulator },
    health: `http://127.0.0.1:${port}/health`,
  });
}

function welcome(port, simPort, environment) {
  const safaricom = simPort
    ? `http://127.0.0.1:${simPort}/   tap the phones here`
    : `Daraja's ${environment}`;
  console.log(`
  ┌──────────────────────────────────────────────────────────────
  │  The gateway  http://127.0.0.1:${port}/docs
  │  Safaricom    ${safaricom}
  │  A client     npm run gateway:client -- create --name "My shop"
  │
  │  Ctrl-C ends ${simPort ? 'both' : 'it'}.
  └──────────────────────────────────────────────────────────────
`);
}
