const [QUOTE, ESCAPE] = [0x22, 0x5c];
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);

/**
 * True when a JSON text, in bytes of UTF-8, nests deeper than `limit` levels. Judged on the bytes that are kept, because what
 * a host has made of them depends on the content type it was told. Looks no further than that level.
 */
export function nestingExceeds(json: Buffer, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] as number;
    if (byte === QUOTE) at = endOfText(json, at);
    else if (CLOSING.has(byte)) depth -= 1;
    else if (OPENING.has(byte) && ++depth > limit) return true;
  }
  return false;
}

/** Where the text that begins here ends: at its quote, or with the bytes. */
function endOfText(json: Buffer, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === ESCAPE ? 2 : 1;
  return at;
}
