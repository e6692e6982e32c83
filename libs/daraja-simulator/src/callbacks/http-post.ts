import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

/** More of an answer than this is not read. */
const LONGEST_ANSWER = 65_536;

/**
 * POSTs a JSON text and reads the answer. Every call has a connection of its own: a kept-alive one that the host closes in
 * that moment would lose a callback nobody asked to lose. Rejects when nothing answers or `signal` aborts.
 */
export function postJson(url: string, text: string, signal: AbortSignal): Promise<PostAnswer> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const options: RequestOptions = {
    method: 'POST',
    agent: false,
    signal,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      accept: '*/*',
      'user-agent': 'Apache-HttpClient/4.5.13 (Java/11.0.11)',
    },
  };
  return new Promise((resolve, reject) => {
    const request = send(url, options, (response) => {
      readText(response).then(
        (answer) => resolve({ status: response.statusCode ?? 0, text: answer }),
        reject,
      );
    });
    request.on('error', reject);
    request.end(text);
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = chunk as Buffer;
    chunks.push(bytes);
    size += bytes.length;
    if (size >= LONGEST_ANSWER) break;
  }
  return Buffer.concat(chunks).subarray(0, LONGEST_ANSWER).toString('utf8');
}
