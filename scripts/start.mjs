#!/usr/bin/env node
import { runBesideSafaricom } from './lib/beside-safaricom.mjs';
import { BUILT } from './lib/build.mjs';
import { runMain } from './lib/run.mjs';

/**
 * npm start: the shop, and a Safaricom for it to be paid through. With MPESA_ENVIRONMENT=sandbox or production in
 * `.env` the shop talks to the real one, and no simulator is started.
 *   PORT=3000  SIM_PORT=4010  and everything in .env.example
 */
const shop = {
  name: 'shop',
  file: BUILT.shop,
  projects: ['mpesa', 'daraja-simulator', 'shop'],
  portVariable: 'PORT',
  port: 3000,
  database: 'data/mpesa.sqlite',
  lines: (address) => [`The shop     ${address}/   buy something here`],
};

await runMain(() => runBesideSafaricom(shop), { endsByCtrlC: true });
