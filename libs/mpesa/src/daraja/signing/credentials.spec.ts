import { describe, expect, it } from '@jest/globals';
import forge from 'node-forge';
import { createHash, createPublicKey } from 'node:crypto';
import { certificateEnvironment, certificateFingerprint } from './certificate-environment.js';
import { SAFARICOM_CERTIFICATES } from './safaricom-certificates.js';
import { createSecurityCredential } from './security-credential.js';
import { stkPassword } from './stk-password.js';

describe('stkPassword', () => {
  it('is the one of the portal sample', () => {
    const passkey = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919';
    expect(stkPassword('174379', passkey, '20210628092408')).toBe(
      'MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJhZGExZWQyYzkxOTIwMjEwNjI4MDkyNDA4',
    );
  });
});

describe('createSecurityCredential', () => {
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  // As the copies in use are: long expired.
  certificate.validity.notBefore = new Date(Date.UTC(2014, 0));
  certificate.validity.notAfter = new Date(Date.UTC(2016, 0));
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  const pem = forge.pki.certificateToPem(certificate);
  const open = (credential: string) =>
    forge.util.decodeUtf8(keys.privateKey.decrypt(forge.util.decode64(credential), 'RSAES-PKCS1-V1_5'));

  it.each(['Safaricom999!*!', 'pässwörd #&%$'])(
    'hides the raw password %s from all but Safaricom',
    (password) => {
      const credential = createSecurityCredential(password, pem);
      expect(credential).toHaveLength(344);
      expect(open(credential)).toBe(password);
      expect(createSecurityCredential(password, pem)).not.toBe(credential);
    },
  );

  it('refuses what is no certificate, such as the HTML page that the portal serves in its place', () => {
    for (const bad of ['', '<html></html>', forge.pki.publicKeyToPem(keys.publicKey)]) {
      expect(() => createSecurityCredential('x', bad)).toThrow(/not a PEM certificate/);
    }
  });

  it('refuses a password that the key cannot hold', () => {
    expect(() => createSecurityCredential('x'.repeat(246), pem)).toThrow(/at most 245 bytes/);
  });
});

describe('the certificates of Safaricom', () => {
  const published = {
    sandbox: {
      fingerprint:
        'A5:42:C3:C6:7B:59:8A:33:7A:1C:C7:41:E5:43:4C:70:DE:56:50:81:E5:C8:53:E0:5A:51:C8:43:76:47:66:F0',
      key: 'bc1aba1eb634213496663c5e5b69dcda742acc8d5c2bd25eccb16e1caf66e8dc',
    },
    production: {
      fingerprint:
        '94:17:91:52:12:AC:70:8D:3A:C8:2B:71:0E:71:D9:76:FA:0E:B7:83:F4:67:B1:59:C1:5A:D7:21:6E:F2:C1:6B',
      key: '085bf508c873dd7d69361796925d10f87b59d3f0147d148f46103c1df6464c45',
    },
  } as const;

  it.each(['sandbox', 'production'] as const)('are the ones in public use: %s', (environment) => {
    const pem = SAFARICOM_CERTIFICATES[environment];
    const key = createPublicKey(pem).export({ type: 'spki', format: 'der' });
    expect(certificateFingerprint(pem)).toBe(published[environment].fingerprint);
    expect(createHash('sha256').update(key).digest('hex')).toBe(published[environment].key);
    expect(certificateEnvironment(pem)).toBe(environment);
    expect(createSecurityCredential('Safaricom999!*!', pem)).toHaveLength(344);
  });

  it('do not lend their environment to another certificate', () => {
    const keys = forge.pki.rsa.generateKeyPair(512);
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = keys.publicKey;
    certificate.sign(keys.privateKey, forge.md.sha256.create());
    expect(certificateEnvironment(forge.pki.certificateToPem(certificate))).toBeNull();
    expect(() => certificateEnvironment('<html></html>')).toThrow(/not a PEM certificate/);
  });
});
