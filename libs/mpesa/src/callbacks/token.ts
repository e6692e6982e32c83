import { createHmac } from 'node:crypto';

/** 128 bits of HMAC-SHA256 in lower-case hex, for one kind of thing and one subject. */
export function tokenOf(secret: string, kind: string, subject: string): string {
  return createHmac('sha256', secret).update(`${kind}\n${subject}`).digest('hex').slice(0, 32);
}
