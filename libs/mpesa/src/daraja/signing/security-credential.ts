import forge from 'node-forge';

/**
 * The `SecurityCredential` of an organisation request: the raw initiator password under RSA PKCS#1 v1.5 (not OAEP) with the
 * key of Safaricom's certificate, base64. The padding is random: two results differ and both are valid. The certificate's
 * dates are not looked at; every copy in use expired years ago.
 *
 * Throws a RangeError for what is no PEM certificate, and for a password that its key cannot hold.
 */
export function createSecurityCredential(password: string, certificatePem: string): string {
  const key = publicKeyOf(certificatePem);
  const bytes = forge.util.encodeUtf8(password);
  const room = Math.ceil(key.n.bitLength() / 8) - 11;
  if (bytes.length > room)
    throw new RangeError(`an initiator password has at most ${room} bytes under this certificate`);
  return forge.util.encode64(key.encrypt(bytes, 'RSAES-PKCS1-V1_5'));
}

function publicKeyOf(certificatePem: string): forge.pki.rsa.PublicKey {
  try {
    return forge.pki.certificateFromPem(certificatePem).publicKey as forge.pki.rsa.PublicKey;
  } catch (cause) {
    throw new RangeError('the initiator certificate is not a PEM certificate with an RSA key', { cause });
  }
}
