/**
 * An absolute URL, or null for a text that is none. Not `URL.canParse`: Node 20 refuses good URLs with accented letters once
 * it has been optimised, after some thousand calls.
 */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
