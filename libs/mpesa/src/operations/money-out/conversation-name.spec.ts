import { describe, expect, it } from '@jest/globals';
import { conversationName } from './conversation-name.js';

const wage = { account: 'default', shortcode: '600996', idempotencyKey: 'wage:17:2026-11' };

describe('the name of a payment with an idempotency key', () => {
  it('is a UUID of version 8, and never changes: what was sent under it may be asked for again in years', () => {
    // printf '["nestjs-mpesa","600996","default","wage:17:2026-11"]' | sha256sum
    expect(conversationName(wage)).toBe('82c18080-d245-80f9-a2f2-78b6698b2187');
  });

  it.each([
    ['another key', { idempotencyKey: 'wage:17:2026-12' }],
    ['a key in other case', { idempotencyKey: 'Wage:17:2026-11' }],
    ['another account', { account: 'loans' }],
    ['another shortcode', { shortcode: '600997' }],
    ['parts that run together', { account: 'default","wage', idempotencyKey: '17:2026-11' }],
  ])('is another one for %s', (_, over) => {
    expect(conversationName({ ...wage, ...over })).not.toBe(conversationName(wage));
  });

  it('fits into what M-Pesa takes, whatever the key is made of', () => {
    const name = conversationName({ ...wage, idempotencyKey: 'ß漢\u0000"'.repeat(30) });
    expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
