import { createHash } from 'node:crypto';

/** Whose payment it is, and the key that its caller knows it by. */
export interface NamedBy {
  readonly account: string;
  readonly shortcode: string;
  readonly idempotencyKey: string;
}

/**
 * The OriginatorConversationID of a payment with an idempotency key: always the same for the same key, so that M-Pesa itself
 * refuses the second one, also when the books that knew of the first are lost. No secret goes into it, ours or Daraja's: it has
 * to outlive every secret, or a restore under new ones pays twice. Whoever can work it out has nothing: told in a callback it
 * proves nothing (`request-names.ts`). The shortcode is in it because nobody knows whether M-Pesa tells organisations apart; the
 * account is, because a key names a payment of one account.
 *
 * @returns 36 characters: a UUID of version 8 (RFC 9562), the form that Safaricom has always been sent
 */
export function conversationName({ account, shortcode, idempotencyKey }: NamedBy): string {
  // JSON keeps apart what a separator could not: each of the three may hold any character.
  const said = JSON.stringify(['nestjs-mpesa', shortcode, account, idempotencyKey]);
  const bytes = createHash('sha256').update(said).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
