/** What the gateway answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

/** Speaks to a gateway, with a bearer token or without. */
export class Http {
  constructor(
    readonly url: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  get token(): string {
    return this.headers['authorization']?.replace('Bearer ', '') ?? '';
  }

  /** The same, with this bearer token. */
  as(token: string): Http {
    return new Http(this.url, { ...this.headers, authorization: `Bearer ${token}` });
  }

  with(headers: Record<string, string>): Http {
    return new Http(this.url, { ...this.headers, ...headers });
  }

  get(path: string): Promise<Answer> {
    return this.request('GET', path);
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.with({ 'content-type': 'application/json', ...headers }).request(
      'POST',
      path,
      JSON.stringify(body),
    );
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.with({ 'content-type': 'application/json' }).request('PUT', path, JSON.stringify(body));
  }

  delete(path: string): Promise<Answer> {
    return this.request('DELETE', path);
  }

  form(path: string, fields: Record<string, string>): Promise<Answer> {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.with(type).request('POST', path, new URLSearchParams(fields).toString());
  }

  async request(method: string, path: string, body?: string): Promise<Answer> {
    const response = await fetch(this.url + path, { method, headers: this.headers, body });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text), text };
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
