#!/usr/bin/env node
import { mkdirSync } from 'node:fs';
import { BUILT, buildWhenStale } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { fromRoot } from './lib/paths.mjs';
import { runMain, stopAll, wasInterrupted } from './lib/run.mjs';
import { startService } from './lib/service.mjs';
import { portFor, readEnvFile } from './lib/settings.mjs';

/**
 * npm start: the shop, and a Safaricom for it to be paid through. With MPESA_ENVIRONMENT=sandbox or production in
 * `.env` the shop talks to the real one, and no simulator is started.
 *   PORT=3000  SIM_PORT=4010  and everything in .env.example
 */
await runMain(openShop, { endsByCtrlC: true });

async function openShop() {
  await ensureInstalled();
  readEnvFile();
  await buildWhenStale();
  const environment = process.env.MPESA_ENVIRONMENT || 'simulator';
  const simulated = environment === 'simulator';
  const port = await portFor('the shop', 'PORT', 3000);
  const simPort = simulated ? await portFor('the simulator', 'SIM_PORT', 4010) : undefined;

  const services = [];
  if (simulated) services.push(await startSimulator(simPort));
  if (!wasInterrupted()) services.push(await startShop(port, environment, simPort));
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

/** Everything else the shop finds in its own defaults, or in what `.env` and the shell say. */
function startShop(port, environment, simPort) {
  mkdirSync(fromRoot('data'), { recursive: true });
  const simulator = simPort === undefined ? {} : { SIM_PORT: String(simPort) };
  return startService({
    name: 'The shop',
    file: BUILT.shop,
    env: { PORT: String(port), MPESA_ENVIRONMENT: environment, ...simulator },
    health: `http://127.0.0.1:${port}/health`,
  });
}

function welcome(port, simPort, environment) {
  const safaricom = simPort
    ? `http://127.0.0.1:${simPort}/   tap the phones here`
    : `Daraja's ${environment}`;
  console.log(`
  ┌──────────────────────────────────────────────────────────────
  │  The shop     http://127.0.0.1:${port}/   buy something here
  │  Safaricom    ${safaricom}
  │
  │  Ctrl-C ends ${simPort ? 'both' : 'it'}.
  └──────────────────────────────────────────────────────────────
`);
}
