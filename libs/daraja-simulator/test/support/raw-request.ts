import { request, type OutgoingHttpHeaders } from 'node:http';

export interface RawReply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A request with every header as it is said here; `fetch` would write `Host` itself. */
export function rawRequest(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: OutgoingHttpHeaders; body?: string },
): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, headers, agent: false, setHost: !('host' in headers) },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parsed(text) }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { text };
  }
}
