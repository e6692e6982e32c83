import { request } from 'node:http';

/** POSTs bytes in chunks, so that no header tells their number. Resolves with the status. */
export function postInChunks(url: string, chunks: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json' },
    });
    call.on('error', reject);
    call.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    for (const chunk of chunks) call.write(chunk);
    call.end();
  });
}
