import { gzipSync } from 'node:zlib';

/** Bodies that say they are gzip: what a host would do wrong is to fail, to wait for more, or to unpack all of it. */
export const FALSE_GZIP: ReadonlyArray<[what: string, bytes: Buffer]> = [
  ['no gzip at all', Buffer.from('\u001F\u0002 no gzip')],
  ['half of one', gzipSync('{"phone":"0708374149","amount":10}').subarray(0, 25)],
  ['a bomb, 32 MB in 32 kB', gzipSync(`{"phone":"${' '.repeat(32 * 1024 * 1024)}"}`, { level: 9 })],
  ['a bomb in a bomb', gzipSync(gzipSync(' '.repeat(32 * 1024 * 1024)))],
];

/** POSTs bytes as gzipped JSON. Resolves with the status. */
export async function postAsGzip(
  url: string,
  bytes: Buffer,
  headers: Record<string, string> = {},
): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: new Uint8Array(bytes),
    signal: AbortSignal.timeout(10_000),
  });
  await response.arrayBuffer();
  return response.status;
}
