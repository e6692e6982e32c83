#!/usr/bin/env node
import { BUILT, buildWhenStale } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { runMain } from './lib/run.mjs';
import { startService } from './lib/service.mjs';
import { portFor, readEnvFile } from './lib/settings.mjs';

/** npm run simulator: Safaricom alone (SIM_PORT, SIM_AUTOPAY, SIM_PROMPT_MS, SIM_RESULT_DELAY_MS). */
await runMain(openSimulator, { endsByCtrlC: true });

async function openSimulator() {
  await ensureInstalled();
  readEnvFile();
  await buildWhenStale(['daraja-simulator']);
  const port = await portFor('the simulator', 'SIM_PORT', 4010);
  const simulator = await startService({
    name: 'The simulator',
    file: BUILT.simulator,
    env: { SIM_PORT: String(port) },
    health: `http://127.0.0.1:${port}/sim/health`,
  });
  console.log(
    `\n  Safaricom on your machine, with phones to tap:  http://127.0.0.1:${port}/\n  Ctrl-C ends it.\n`,
  );
  return simulator.ended;
}
