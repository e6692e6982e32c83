import { X509Certificate } from 'node:crypto';

/** What the certificate of an environment is known by: SHA-256 of the whole of it, upper-case hex with colons. */
const FINGERPRINTS: Readonly<Record<string, 'sandbox' | 'production'>> = {
  'A5:42:C3:C6:7B:59:8A:33:7A:1C:C7:41:E5:43:4C:70:DE:56:50:81:E5:C8:53:E0:5A:51:C8:43:76:47:66:F0':
    'sandbox',
  // An older alternative, which looks like the TLS certificate of the sandbox host.
  '12:2A:C9:04:7C:BC:99:C8:C9:41:69:7E:62:EE:DA:97:04:CF:1A:45:AA:BC:C9:79:BD:03:34:CF:D0:CB:18:F7':
    'sandbox',
  '94:17:91:52:12:AC:70:8D:3A:C8:2B:71:0E:71:D9:76:FA:0E:B7:83:F4:67:B1:59:C1:5A:D7:21:6E:F2:C1:6B':
    'production',
};

/** SHA-256 of a PEM certificate, upper-case hex with colons, as openssl prints it. Throws a RangeError for what is none. */
export function certificateFingerprint(pem: string): string {
  try {
    return new X509Certificate(pem).fingerprint256;
  } catch (cause) {
    throw new RangeError('the initiator certificate is not a PEM certificate', { cause });
  }
}

/**
 * To which environment a certificate belongs; null for one that is not known, which may be a new one. The wrong one ends in
 * result 2001, after a normal acknowledgement, and wrong tries lock the operator.
 */
export function certificateEnvironment(pem: string): 'sandbox' | 'production' | null {
  return FINGERPRINTS[certificateFingerprint(pem)] ?? null;
}
