import type { IncomingMessage } from 'node:http';

/** What is read of an answer, and what is kept of it. */
const READ_BYTES = 65_536;
const KEPT_BYTES = 1_024;

/** Reads an answer to its end or to 64 kB, and returns its first kilobyte. Rejects when the connection ends too early. */
export async function readAnswer(response: IncomingMessage): Promise<string> {
  const kept: Buffer[] = [];
  let read = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (read < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - read));
    read += chunk.length;
    // Leaving the loop destroys the connection.
    if (read >= READ_BYTES) break;
  }
  return withoutControls(Buffer.concat(kept).toString('utf8'));
}

/** Control characters, NUL among them, belong in no log and no table. */
function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (sign) => (/\s/.test(sign) ? sign : '\uFFFD'));
}
