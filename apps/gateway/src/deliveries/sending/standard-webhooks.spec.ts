import { randomBytes, randomInt } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newSigningSecret, webhookHeaders } from './standard-webhooks.js';

const message = (body: string, at = Date.now()) => ({ id: 'event-1', at, body });
const verify = (secret: string, body: string, headers: Record<string, string>): void =>
  void new Webhook(secret).verify(body, headers, { jsonParse: false });

describe('the signature', () => {
  it("is the one of the specification's own example", () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const at = 1_614_265_330_000;
    const headers = webhookHeaders({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, body: '{"test": 2432232314}' }, [
      secret,
    ]);
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    expect(headers['webhook-timestamp']).toBe('1614265330');
  });

  it('of a thousand random bodies is accepted by the standard library, and no other body is', () => {
    const secret = newSigningSecret();
    for (let run = 0; run < 1_000; run++) {
      const body = JSON.stringify({ data: randomBytes(randomInt(0, 300)).toString('utf8'), run });
      const headers = webhookHeaders(message(body), [secret]);
      verify(secret, body, headers);
      const at = randomInt(0, body.length);
      const other = `${body.slice(0, at)}${body[at] === 'x' ? 'y' : 'x'}${body.slice(at + 1)}`;
      expect(() => verify(secret, other, headers)).toThrow('No matching signature');
    }
  });

  it('of the standard library is ours, in the other direction', () => {
    const secret = newSigningSecret();
    const at = Date.now();
    expect(webhookHeaders(message('{}', at), [secret])['webhook-signature']).toBe(
      new Webhook(secret).sign('event-1', new Date(at), '{}'),
    );
  });

  it('is of the second that has begun, and of none to come', () => {
    const secret = newSigningSecret();
    const at = 1_614_265_330_999;
    const headers = webhookHeaders(message('{}', at), [secret]);
    expect(headers['webhook-timestamp']).toBe('1614265330');
    expect(headers['webhook-signature']).toBe(new Webhook(secret).sign('event-1', new Date(at), '{}'));
  });

  it.each([
    ['later', 'too old', 1],
    ['earlier', 'too new', -1],
  ])(
    'is taken by the standard library up to 300 seconds %s, and refused as %s at 301',
    (_, refusal, side) => {
      const secret = newSigningSecret();
      const sent = 1_614_265_330_999;
      const headers = webhookHeaders(message('{}', sent), [secret]);
      const readAt = (ms: number) => {
        const clock = jest.spyOn(Date, 'now').mockReturnValue(ms);
        try {
          verify(secret, '{}', headers);
        } finally {
          clock.mockRestore();
        }
      };
      // Whole seconds are compared: anywhere within the last one counts as 300.
      const second = Math.floor(sent / 1_000) + side * 300;
      for (const ms of [second * 1_000, second * 1_000 + 999]) expect(() => readAt(ms)).not.toThrow();
      for (const ms of [(second + side) * 1_000, (second + side) * 1_000 + 999])
        expect(() => readAt(ms)).toThrow(refusal);
    },
  );

  it('is accepted under the old secret and the new while both sign', () => {
    const secrets = [newSigningSecret(), newSigningSecret()];
    const headers = webhookHeaders(message('{}'), secrets);
    for (const secret of secrets) verify(secret, '{}', headers);
    expect(() => verify(newSigningSecret(), '{}', headers)).toThrow('No matching signature');
  });

  it('is made with a secret of 32 random bytes', () => {
    const secrets = new Set(Array.from({ length: 100 }, newSigningSecret));
    expect(secrets.size).toBe(100);
    for (const secret of secrets) {
      expect(secret).toMatch(/^whsec_/);
      expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
    }
  });
});
