/** Certificates and passwords, with node-forge as it is in the page (global `forge`). Talks to nobody. */

const HEAD = '-----BEGIN CERTIFICATE-----';

/** What a certificate says, and its key. Throws when the text is no certificate. */
export function readCertificate(pem) {
  const text = pem.trim();
  if (!text.startsWith(HEAD)) {
    const begins = text === '' ? 'it is empty' : `it begins with ${JSON.stringify(text.slice(0, 20))}`;
    throw new Error(`This is no certificate: ${begins}, not with ${HEAD}`);
  }
  const certificate = forge.pki.certificateFromPem(text);
  const names = certificate.subject.attributes.filter(({ shortName }) => ['CN', 'O'].includes(shortName));
  return {
    key: certificate.publicKey,
    fingerprint: fingerprintOf(text),
    subject: names.map(({ shortName, value }) => `${shortName}=${value}`).join(', '),
    ...certificate.validity,
  };
}

/** Over the bytes as they are in the file, not as they would be written anew. */
function fingerprintOf(pem) {
  const bytes = forge.pem.decode(pem)[0].body;
  const hex = forge.md.sha256.create().update(bytes).digest().toHex().toUpperCase();
  return hex.match(/../g).join(':');
}

/** A file may hold the PEM text or its bytes. */
export function pemOf(buffer) {
  const bytes = new Uint8Array(buffer);
  if (bytes[0] !== 0x30) return new TextDecoder().decode(bytes);
  const base64 = forge.util.encode64(forge.util.binary.raw.encode(bytes), 64);
  return `${HEAD}\n${base64}\n-----END CERTIFICATE-----\n`;
}

/** The SecurityCredential: base64 of RSA, PKCS#1 v1.5, over the bytes of the password. */
export function seal(key, password) {
  return forge.util.encode64(key.encrypt(forge.util.encodeUtf8(password), 'RSAES-PKCS1-V1_5'));
}
