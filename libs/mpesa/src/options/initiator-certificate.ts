import { readFileSync } from 'node:fs';
import { certificateEnvironment } from '../daraja/signing/certificate-environment.js';
import { isCertificateText, readPem } from '../daraja/signing/certificate-text.js';
import { SAFARICOM_CERTIFICATES } from '../daraja/signing/safaricom-certificates.js';
import type { InitiatorCertificate, MpesaEnvironment } from './mpesa-options.js';

/**
 * The PEM text that an `initiator.certificate` means: itself in whatever form it was handed on, the file at its path, or Safaricom's own of the environment.
 * Null where none is given and the environment has none that is known (a simulator makes its own).
 *
 * @throws RangeError for a file that cannot be read, and for what is no certificate of this environment
 */
export function readCertificate(
  given: InitiatorCertificate | undefined,
  environment: MpesaEnvironment,
): string | null {
  if (given === undefined) {
    return typeof environment === 'string' ? (SAFARICOM_CERTIFICATES[environment] ?? null) : null;
  }
  const pem = readPem(contentOf(given));
  const belongsTo = certificateEnvironment(pem);
  if (typeof environment === 'string' && belongsTo !== null && belongsTo !== environment) {
    throw new RangeError(`is the certificate of Safaricom's ${belongsTo}, not of its ${environment}`);
  }
  return pem;
}

function contentOf(given: InitiatorCertificate): Buffer {
  if (typeof given === 'string' && isCertificateText(given)) return Buffer.from(given);
  return readFile(typeof given === 'string' ? given : given.path);
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new RangeError(`the certificate file ${path} cannot be read (${code ?? 'unknown'})`, { cause });
  }
}
