import { readSettings, type GatewaySettings } from '../../src/setup/gateway-settings.js';

/** As a process with this environment reads them, so that both speak of the same tables, secrets and addresses. */
export function settingsFrom(env: Readonly<Record<string, string>>): GatewaySettings {
  const before = { ...process.env };
  put(process.env, { ...without(before), ...env });
  try {
    return readSettings();
  } finally {
    put(process.env, before);
  }
}

function without(settings: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !/^(MPESA|GATEWAY|SIM)_/.test(name)));
}

function put(target: NodeJS.ProcessEnv, settings: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(target)) if (!(name in settings)) delete target[name];
  Object.assign(target, settings);
}
