const HIDDEN = '[redacted]';

const SECRET_KEYS =
  'Password|SecurityCredential|access_token|refresh_token|consumerKey|consumerSecret|consumer_secret|passkey|secret|Authorization';

const RULES: ReadonlyArray<readonly [pattern: RegExp, replacement: string]> = [
  [new RegExp(`("(?:${SECRET_KEYS})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"?`, 'gi'), `$1"${HIDDEN}"`],
  [/\b(Bearer|Basic)(\s+)[A-Za-z0-9+/=._~-]{6,}/gi, `$1$2${HIDDEN}`],
  // 401.002.01 answers "Invalid Access Token - <the token that was sent>". A word of a sentence has no digit and is shorter.
  [/(Invalid Access Token\s*-\s*)(?:(?=\S*\d)[\w+/=.~-]+|[\w+/=.~-]{16,})/gi, `$1${HIDDEN}`],
];

/** Takes credentials out of a text that may be logged or shown: bearer and basic tokens, echoed tokens, secret JSON values. */
export function redactSecrets(text: string): string {
  return RULES.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}

/** A phone number that still tells two payers apart: `2547****149`. */
export function maskPhone(phone: string): string {
  return phone.length < 9 ? '****' : `${phone.slice(0, 4)}****${phone.slice(-3)}`;
}
