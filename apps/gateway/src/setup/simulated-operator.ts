import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { GatewaySettings } from './gateway-settings.js';

/** The simulator's own, and public: the sandbox's. */
const OPERATOR = { name: 'testapi', password: 'Safaricom999!*!' };

const TRIES = 10;
const PAUSE_MS = 500;

/**
 * With a simulator and no operator named, takes the sandbox's and the simulator's certificate, so that payouts and refunds work
 * at once. Where the simulator cannot be asked, those two are left out.
 */
export async function withSimulatedOperator(settings: GatewaySettings): Promise<GatewaySettings> {
  const { simulatorUrl, mpesa } = settings;
  if (simulatorUrl === null || mpesa.initiator !== undefined) return settings;
  const certificate = await certificateOf(simulatorUrl);
  if (certificate !== null)
    return { ...settings, mpesa: { ...mpesa, initiator: { ...OPERATOR, certificate } } };
  new Logger('Gateway').warn(
    `no simulator answers at ${simulatorUrl}, so there will be no payouts and no refunds`,
  );
  return settings;
}

async function certificateOf(simulatorUrl: string): Promise<string | null> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      const response = await fetch(`${simulatorUrl}/sim/certificate`, { signal: AbortSignal.timeout(2_000) });
      if (response.ok) return await response.text();
    } catch {
      // Not there yet.
    }
    await pause(PAUSE_MS);
  }
  return null;
}
