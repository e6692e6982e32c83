import { generateKeyPairSync } from 'node:crypto';
import https from 'node:https';
import forge from 'node-forge';

/** As `https.createServer` takes them: PEM. */
export type KeyAndCertificate = { readonly key: string; readonly cert: string };

/** A certificate for 127.0.0.1 that nobody has signed but its own key. */
export function ownCertificate(): KeyAndCertificate {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(0);
  // RFC 5280: the end of what has none.
  certificate.validity.notAfter = new Date('9999-12-31T23:59:59Z');
  const name = [{ name: 'commonName', value: 'shop.localhost' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }]);
  certificate.sign(forge.pki.privateKeyFromPem(pair.privateKey), forge.md.sha256.create());
  return { key: pair.privateKey, cert: forge.pki.certificateToPem(certificate) };
}

/**
 * Makes this process, and so the simulator in it, trust a certificate until the returned function is called. Requests
 * without an agent of their own make one of the class of the global agent, so that is what has to know the certificate.
 */
export function trust(ca: string): () => void {
  const before = https.globalAgent;
  https.globalAgent = new (class extends https.Agent {
    constructor() {
      super({ ca });
    }
  })();
  return () => {
    https.globalAgent.destroy();
    https.globalAgent = before;
  };
}
