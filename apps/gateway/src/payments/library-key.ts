import { createHash } from 'node:crypto';

/** The library keeps the keys of all clients apart by nothing but their text. */
export function libraryKey(clientId: string, key: string): string {
  return `${clientId}:${createHash('sha256').update(key).digest('base64url')}`;
}
