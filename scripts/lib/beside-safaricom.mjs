import { mkdirSync } from 'node:fs';
import { BUILT, buildWhenStale } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { ownDatabase } from './own-database.mjs';
import { fromRoot } from './paths.mjs';
import { stopAll, wasInterrupted } from './run.mjs';
import { startService } from './service.mjs';
import { portFor, readEnvFile } from './settings.mjs';

/**
 * Builds what is stale, then runs an app and a Safaricom for it to talk to. With MPESA_ENVIRONMENT=sandbox or production it
 * talks to the real one, and no simulator is started.
 *
 * @param app { name, file, projects, portVariable, port, database, lines(address) }: `lines` are shown once it answers
 */
export async function runBesideSafaricom(app) {
  await ensureInstalled();
  readEnvFile();
  await buildWhenStale(app.projects);
  const environment = process.env.MPESA_ENVIRONMENT || 'simulator';
  const port = await portFor(`the ${app.name}`, app.portVariable, app.port);
  const simPort = environment === 'simulator' ? await portFor('the simulator', 'SIM_PORT', 4010) : undefined;
  await ownDatabase(`the ${app.name}`, { usual: app.database, port });

  const services = [];
  if (simPort !== undefined) services.push(await startSimulator(simPort));
  if (!wasInterrupted()) services.push(await startApp(app, { port, environment, simPort }));
  if (!wasInterrupted()) welcome(app, { port, environment, simPort });

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

/** Everything else the app finds in its own defaults, or in what `.env` and the shell say. */
function startApp({ name, file, portVariable }, { port, environment, simPort }) {
  mkdirSync(fromRoot('data'), { recursive: true });
  const simulator = simPort === undefined ? {} : { SIM_PORT: String(simPort) };
  return startService({
    name: `The ${name}`,
    file,
    env: { [portVariable]: String(port), MPESA_ENVIRONMENT: environment, ...simulator },
    health: `http://127.0.0.1:${port}/health`,
  });
}

function welcome({ lines }, { port, environment, simPort }) {
  const safaricom = simPort
    ? `http://127.0.0.1:${simPort}/   tap the phones here`
    : `Daraja's ${environment}`;
  const [first, ...others] = lines(`http://127.0.0.1:${port}`);
  console.log(`
  ┌──────────────────────────────────────────────────────────────
${[first, `Safaricom    ${safaricom}`, ...others].map((line) => `  │  ${line}`).join('\n')}
  │
  │  Ctrl-C ends ${simPort ? 'both' : 'it'}.
  └──────────────────────────────────────────────────────────────
`);
}
