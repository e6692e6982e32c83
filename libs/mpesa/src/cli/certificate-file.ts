import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { certificateEnvironment } from '../daraja/signing/certificate-environment.js';
import { readPem } from '../daraja/signing/certificate-text.js';
import { UsageError } from './usage.error.js';

/** What a certificate says of itself, and what its fingerprint says of it. */
export interface CertificateFacts {
  /** Its common name, or the whole subject where it has none. */
  readonly subject: string;
  /** SHA-256, upper-case hex with colons. */
  readonly fingerprint: string;
  /** Null for one whose fingerprint is not known. */
  readonly environment: 'sandbox' | 'production' | null;
  /** Epoch milliseconds. */
  readonly validFrom: number;
  readonly validTo: number;
}

/** A certificate from a file, in any form it is handed on in, as PEM. Throws a {@link UsageError} naming the file. */
export function readCertificateFile(path: string): string {
  const bytes = readBytes(path);
  try {
    return readPem(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`--certificate ${path}: ${error.message}`);
  }
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new UsageError(`--certificate ${path}: cannot be read (${code})`);
  }
}

/** Reads what is worth knowing before a password is entrusted to a certificate. */
export function certificateFacts(pem: string): CertificateFacts {
  const certificate = new X509Certificate(pem);
  return {
    subject: /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? certificate.subject.replaceAll('\n', ', '),
    fingerprint: certificate.fingerprint256,
    environment: certificateEnvironment(pem),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
  };
}
