import { constants, createPrivateKey, privateDecrypt, type KeyObject } from 'node:crypto';
import forge from 'node-forge';

const BITS = 2048;

interface KeyPair {
  readonly key: KeyObject;
  readonly certificate: string;
}

/** Made on first use and kept for the life of the process: making one takes a moment, and its holder may have it in a file. */
let made: KeyPair | null = null;

function keys(): KeyPair {
  made ??= make();
  return made;
}

function make(): KeyPair {
  const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair({ bits: BITS, e: 0x10001 });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.UTC(2020, 0, 1));
  certificate.validity.notAfter = new Date(Date.UTC(2049, 0, 1));
  const name = [
    { name: 'commonName', value: 'daraja-simulator.localhost' },
    { name: 'organizationName', value: 'Daraja simulator' },
  ];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(privateKey, forge.md.sha256.create());
  const key = createPrivateKey(forge.pki.privateKeyToPem(privateKey));
  return { key, certificate: forge.pki.certificateToPem(certificate) };
}

/** The X.509 certificate, as PEM, that initiator passwords are encrypted with. It is no certificate of Safaricom's. */
export function simulatorCertificate(): string {
  return keys().certificate;
}

/** The password inside a SecurityCredential: base64, RSA, PKCS#1 v1.5 (DARAJA-FACTS 6.1); null when it is none of ours. */
export function decryptCredential(credential: string): string | null {
  try {
    const padding = constants.RSA_NO_PADDING;
    return unpadded(privateDecrypt({ key: keys().key, padding }, Buffer.from(credential, 'base64')));
  } catch {
    return null;
  }
}

/**
 * What stands behind `00 02`, eight or more bytes that are not zero, and `00` (RFC 8017, 7.2.2). Node takes this padding off
 * no longer, lest anybody learn a key from its errors; ours keeps no secret, and decrypting without Node takes fifty times as long.
 */
function unpadded(block: Buffer): string | null {
  const end = block.indexOf(0, 2);
  return block[0] === 0 && block[1] === 2 && end >= 10 ? block.toString('utf8', end + 1) : null;
}
