import { readFileSync } from 'node:fs';
import { simulatorCertificate } from '../security/simulator-keys.js';

/** A certificate that initiator passwords are encrypted with, and whose it is. */
export interface KnownCertificate {
  readonly environment: 'simulator' | 'sandbox' | 'production';
  readonly name: string;
  readonly pem: string;
}

const SOURCE = readFileSync(new URL('./safaricom-certificates.json', import.meta.url), 'utf8');

/** Safaricom's two public ones, copied from the npm package `mpesa-api` 3.0.2; fingerprints in DARAJA-FACTS 6.3. */
const SAFARICOM = (JSON.parse(SOURCE) as (Omit<KnownCertificate, 'pem'> & { pem: string[] })[]).map(
  ({ pem, ...rest }) => ({ ...rest, pem: `${pem.join('\n')}\n` }),
);

/** The simulator's own, made anew in every process, and Safaricom's. */
export function knownCertificates(): KnownCertificate[] {
  const own = { environment: 'simulator', name: 'This simulator', pem: simulatorCertificate() } as const;
  return [own, ...SAFARICOM];
}

/** The same as a script: a page that may connect to nothing can still load it. */
export function certificatesScript(): string {
  return `export const CERTIFICATES = ${JSON.stringify(knownCertificates(), null, 2)};\n`;
}
