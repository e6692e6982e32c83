/** Which other APIs are mounted beside `/v1`. Each is off until it is configured. */
export interface DialectSettings {
  /** Brij M-Pesa Offline: `/api/v1/connect/token` and `/api/mpesaoffline/…`. Every client may use it with its own credentials. */
  readonly brij: boolean;
}

/** None of them. */
export const NO_DIALECTS: DialectSettings = { brij: false };

/** Reads `GATEWAY_BRIJ`. */
export function readDialects(env: Readonly<Record<string, string | undefined>>): DialectSettings {
  return { brij: onOrOff('GATEWAY_BRIJ', env['GATEWAY_BRIJ'] || 'off') };
}

function onOrOff(name: string, text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on';
  throw new Error(`${name}=${text} is refused: must be on or off`);
}
