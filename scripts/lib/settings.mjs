import { existsSync } from 'node:fs';
import { fromRoot } from './paths.mjs';
import { freePortAfter, isPortFree } from './find-port.mjs';
import { Refusal } from './run.mjs';

/** Reads `.env` when there is one. What the shell already says wins over the file. */
export function readEnvFile() {
  const file = fromRoot('.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/** A port from the environment that nobody listens on yet, or a sentence saying what to do about it. */
export async function portFor(program, variable, usual) {
  const said = process.env[variable] || String(usual);
  const port = Number(said);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Refusal(`${variable} must be a port number from 1 to 65535, but it is "${said}".`);
  }
  if (await isPortFree(port)) return port;
  const free = await freePortAfter(port);
  throw new Refusal(
    `Port ${port} is taken, so ${program} cannot use it. End the other program, or choose a port: ${variable}=${free}`,
  );
}
