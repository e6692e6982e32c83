/** The password of a push or its query: base64 of shortcode + passkey + timestamp (`YYYYMMDDHHmmss`, the one in the body). */
export function stkPassword(shortcode: string, passkey: string, timestamp: string): string {
  return Buffer.from(`${shortcode}${passkey}${timestamp}`, 'utf8').toString('base64');
}
