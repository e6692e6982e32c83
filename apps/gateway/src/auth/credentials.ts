import { fieldsOf } from '../http/fields-of.js';

export interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/** Id and secret as a request brings them: in a Basic header, or as `client_id` and `client_secret` in its body; null when neither. */
export function credentialsIn(request: {
  readonly headers: { readonly authorization?: string };
  readonly body?: unknown;
}): Credentials | null {
  const basic = basicCredentials(request.headers.authorization ?? '');
  if (basic !== null) return basic;
  const { client_id: id, client_secret: secret } = fieldsOf(request.body);
  if (id === undefined && secret === undefined) return null;
  return { id: textOf(id), secret: textOf(secret) };
}

/** JSON may say anything, also what has no text: nobody has that for an id or a secret. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Null when the header carries something else than Basic credentials. */
export function basicCredentials(header: string): Credentials | null {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header) ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? null : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}
