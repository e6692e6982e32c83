import { describe, expect, it } from '@jest/globals';
import forge from 'node-forge';
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
