import { blocksOf, type Page } from './pages.js';

/** A request that a page tells its reader to make. */
export interface CurlCommand {
  readonly method: string;
  readonly url: URL;
  /** The JSON text behind `-d`, if there is one. */
  readonly body: string | null;
}

/** Every `curl` in the shell blocks of a page, in order. */
export function curlsOf(page: Page): CurlCommand[] {
  const lines = blocksOf(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'));
  return lines.filter((line) => line.startsWith('curl ')).map(readCurl);
}

function readCurl(line: string): CurlCommand {
  const url = /\shttps?:\/\/\S+/.exec(line)?.[0].trim();
  if (url === undefined) throw new Error(`a curl without an address: ${line}`);
  const body = /\s-d '([^']*)'/.exec(line)?.[1] ?? null;
  const method = /\s-X (\w+)/.exec(line)?.[1] ?? (body === null ? 'GET' : 'POST');
  return { method, url: new URL(url), body };
}

/** Makes the request as curl would, at another address. */
export function perform({ method, url, body }: CurlCommand, origin: string): Promise<Response> {
  return fetch(new URL(url.pathname + url.search, origin), {
    method,
    ...(body === null ? {} : { body, headers: { 'content-type': 'application/json' } }),
  });
}
