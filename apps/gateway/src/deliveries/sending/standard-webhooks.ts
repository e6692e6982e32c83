import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new signing secret, `whsec_` and the base64 of 32 random bytes, as Standard Webhooks wants them. */
export function newSigningSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** What a signature covers. */
export interface SignedMessage {
  readonly id: string;
  /** Of this attempt, epoch milliseconds. */
  readonly at: number;
  readonly body: string;
}

/**
 * The headers of a Standard Webhooks message (github.com/standard-webhooks/standard-webhooks, 1.0.0). With several secrets the
 * header lists a signature of each, so that a receiver may change to the new one at any time while both are valid.
 */
export function webhookHeaders(message: SignedMessage, secrets: readonly string[]): Record<string, string> {
  const timestamp = Math.floor(message.at / 1000);
  const signed = `${message.id}.${timestamp}.${message.body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  });
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
