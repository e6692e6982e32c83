#!/usr/bin/env node
import { runBesideSafaricom } from './lib/beside-safaricom.mjs';
import { BUILT } from './lib/build.mjs';
import { runMain } from './lib/run.mjs';

/**
 * npm run gateway: M-Pesa over plain HTTP, and a Safaricom behind it.
 *   GATEWAY_PORT=3100  SIM_PORT=4010  and everything in docs/environment.md
 */
const gateway = {
  name: 'gateway',
  file: BUILT.gateway,
  projects: ['mpesa', 'daraja-simulator', 'gateway'],
  portVariable: 'GATEWAY_PORT',
  port: 3100,
  database: 'data/gateway.sqlite',
  lines: (address) => [
    `The gateway  ${address}/docs`,
    'A client     npm run gateway:client -- create --name "My shop"',
  ],
};

await runMain(() => runBesideSafaricom(gateway), { endsByCtrlC: true });
