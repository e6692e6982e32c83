import { describe, expect, it } from '@jest/globals';
import forge from 'node-forge';
import { SAFARICOM_CERTIFICATES } from '../../daraja/signing/safaricom-certificates.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { resolveAccount } from '../../options/resolve-account.js';
import { InitiatorCredentials } from './initiator-credentials.js';

const app = { consumerKey: 'key', consumerSecret: 'secret', shortcode: '600000' };
const keys = forge.pki.rsa.generateKeyPair(1024);
const certificate = forge.pki.createCertificate();
certificate.publicKey = keys.publicKey;
certificate.sign(keys.privateKey, forge.md.sha256.create());
const clerk = {
  name: 'clerk',
  password: 'Safaricom999!*!',
  certificate: forge.pki.certificateToPem(certificate),
};
const open = (credential: string) =>
  forge.util.decodeUtf8(keys.privateKey.decrypt(forge.util.decode64(credential), 'RSAES-PKCS1-V1_5'));
const credentials = new InitiatorCredentials();

describe('InitiatorCredentials', () => {
  it("encrypts the operator's password with its certificate, anew each time", async () => {
    const account = resolveAccount('default', { ...app, initiator: clerk });
    const first = await credentials.for(account, 'b2c');
    const second = await credentials.for(account, 'b2c');
    expect(first.initiator).toBe('clerk');
    expect([open(first.securityCredential), open(second.securityCredential)]).toEqual([
      'Safaricom999!*!',
      'Safaricom999!*!',
    ]);
    expect(first.securityCredential).not.toBe(second.securityCredential);
  });

  it('takes the certificate of the environment for one that is not named', () => {
    const initiator = { name: 'clerk', password: 'pass' };
    for (const environment of ['sandbox', 'production'] as const) {
      expect(resolveAccount('default', { ...app, initiator }, environment).initiator).toMatchObject({
        certificate: SAFARICOM_CERTIFICATES[environment],
      });
    }
  });

  it('sends a ready-made credential as it is', async () => {
    const account = resolveAccount('default', {
      ...app,
      initiator: { name: 'clerk', credential: 'YmFzZTY0' },
    });
    expect(await credentials.for(account, 'balance')).toEqual({
      initiator: 'clerk',
      securityCredential: 'YmFzZTY0',
    });
  });

  it('lets a product have an operator of its own, and finds each again by its name', async () => {
    const account = resolveAccount('default', {
      ...app,
      initiator: clerk,
      initiators: { reversal: { name: 'reverser', credential: 'cmV2' } },
    });
    expect((await credentials.for(account, 'reversal')).initiator).toBe('reverser');
    expect((await credentials.for(account, 'b2b')).initiator).toBe('clerk');
    expect(await credentials.named(account, 'reverser')).toMatchObject({ securityCredential: 'cmV2' });
    expect((await credentials.named(account, 'clerk')).initiator).toBe('clerk');
  });

  it('refuses an account without an operator for the product, and an operator that is gone', async () => {
    const bare = resolveAccount('bare', app);
    const reversing = resolveAccount('half', { ...app, initiators: { reversal: clerk } });
    for (const asking of [
      credentials.for(bare, 'b2c'),
      credentials.for(reversing, 'b2c'),
      credentials.named(reversing, 'nobody'),
    ]) {
      await expect(asking).rejects.toThrow(InvalidRequestError);
      await expect(asking).rejects.toMatchObject({ field: 'account' });
    }
  });
});
