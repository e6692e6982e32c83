import { readSettings, type GatewaySettings } from '../../src/setup/gateway-settings.js';

/** As a process with this environment reads them, so that both speak of the same tables, secrets and addresses. */
export function settingsFrom(env: Readonly<Record<string, string>>): GatewaySettings {
  const before = ownSettings();
  for (const name of Object.keys(before)) delete process.env[name];
  Object.assign(process.env, env);
  try {
    return readSettings();
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

function ownSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /^(MPESA|GATEWAY|SIM)_/.test(name)),
  );
}
