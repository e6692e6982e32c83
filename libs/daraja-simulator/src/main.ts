#!/usr/bin/env node
import { PROMPT_ACTIONS, type PromptAction, type SimulatorSettings } from './settings/simulator-settings.js';
import { startSimulator } from './start-simulator.js';

/** A prompt nobody need answer is answered after this long, unless SIM_PROMPT_MS says otherwise. */
const AUTOPAY_MS = 3_000;

function milliseconds(name: string, fallback: number): number {
  const text = process.env[name] ?? '';
  if (text === '') return fallback;
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`${name}=${text} is refused: must be a whole number of milliseconds`);
}

function port(): number {
  const text = process.env['SIM_PORT'] || '4010';
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new Error(`SIM_PORT=${text} is refused: must be a port, or 0 for a free one`);
}

function autopay(): PromptAction | null {
  const text = process.env['SIM_AUTOPAY'] ?? '';
  const action = PROMPT_ACTIONS.find((known) => known === text);
  if (action || text === '') return action ?? null;
  throw new Error(`SIM_AUTOPAY=${text} is refused: must be one of ${PROMPT_ACTIONS.join(', ')}`);
}

/** Names with commas between. */
function hosts(): string[] {
  const names = (process.env['SIM_HOSTS'] || '').split(',').map((name) => name.trim());
  const bad = names.find((name) => !/^[\w.-]{0,253}$/.test(name));
  if (bad === undefined) return names.filter((name) => name !== '');
  throw new Error(`SIM_HOSTS=${bad} is refused: must be host names without port, with commas between`);
}

/** Closer to the sandbox than the defaults of tests: results take a moment, and queries are rationed. */
function settings(): Partial<SimulatorSettings> {
  const action = autopay();
  const waiting = action
    ? { autopay: action, autopayMs: milliseconds('SIM_PROMPT_MS', AUTOPAY_MS) }
    : { promptMs: milliseconds('SIM_PROMPT_MS', 60_000) };
  return {
    ...waiting,
    resultDelayMs: milliseconds('SIM_RESULT_DELAY_MS', 1_500),
    queryRate: { perMinute: 5, burst: 1 },
  };
}

async function main(): Promise<void> {
  const sim = await startSimulator({ port: port(), hosts: hosts(), settings: settings() });
  console.log(`Safaricom on localhost: ${sim.url}  (phones to tap: open it in a browser)`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sim.close().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
