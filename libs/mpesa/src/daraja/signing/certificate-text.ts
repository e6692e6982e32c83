import { X509Certificate } from 'node:crypto';

const BLOCK = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/;
const BASE64 = /^[A-Za-z0-9+/=\s]+$/;

/**
 * The PEM text of a certificate in whatever form it was handed on: PEM, PEM on one line (with blanks, or `\n` as two characters),
 * base64 without its head and foot, DER, and any of the texts in UTF-16 or behind a byte order mark.
 *
 * @throws RangeError that says what it is instead, as far as that can be told
 */
export function readPem(given: Buffer): string {
  const text = textOf(given);
  if (isCertificate(text)) return text;
  const [, body] = BLOCK.exec(text.replaceAll('\\n', '\n')) ?? [];
  const bytes = body ?? (BASE64.test(text) ? text : null);
  const der = bytes === null ? given : Buffer.from(bytes, 'base64');
  if (isCertificate(der)) return new X509Certificate(der).toString();
  throw new RangeError(`is no X.509 certificate${insteadOf(text)}`);
}

/** True for what stands in for its file: no path is as long, or begins like this. */
export function isCertificateText(text: string): boolean {
  return text.includes('-----BEGIN ') || (/^\s*MII/.test(text) && text.length > 255 && BASE64.test(text));
}

function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[1] === 0 && bytes[3] === 0);
  return bytes.toString(isUtf16 ? 'utf16le' : 'utf8').replace(/^\ufeff/, '');
}

function isCertificate(content: string | Buffer): boolean {
  try {
    return Boolean(new X509Certificate(content));
  } catch {
    return false;
  }
}

function insteadOf(text: string): string {
  if (/^\s*</.test(text)) return ': it is a web page';
  const [, label] = /-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(text) ?? [];
  return label === undefined || label === 'CERTIFICATE' ? '' : `: it holds a ${label}`;
}
