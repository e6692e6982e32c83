import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { readPage } from './page-request.js';
import {
  readAmount,
  readIdempotencyKey,
  readMetadata,
  readPhone,
  refuse,
  requestHash,
} from './payment-request.js';
import { uniqueReference } from './unique-reference.js';

const limits = { min: 10, max: 1_000 };

describe('readPhone', () => {
  it.each(['0722000000', '+254 722-000-000', '254722000000', '722000000'])('takes %s', (phone) => {
    expect(readPhone(phone)).toBe('254722000000');
  });

  it.each([undefined, null, '', '0722', '+255722000000', '020 2000000', {}])('refuses %p', (phone) => {
    expect(() => readPhone(phone)).toThrow(InvalidRequestError);
  });
});

describe('readAmount', () => {
  it.each([
    [10, 1_000],
    [1_000, 100_000],
  ])('takes %d whole shillings as %d cents', (amount, cents) =>
    expect(readAmount(amount, limits)).toBe(cents),
  );

  it.each([9, 1_001, 10.5, -10, Number.NaN, Number.POSITIVE_INFINITY, '10', 10n, null, undefined])(
    'refuses %p, and says what would do',
    (amount) => {
      expect(() => readAmount(amount, limits)).toThrow('must be a whole number of shillings from 10 to 1000');
    },
  );
});

describe('readIdempotencyKey', () => {
  it('takes 1 to 120 characters, or none', () => {
    expect([undefined, null, 'k', 'x'.repeat(120)].map(readIdempotencyKey)).toEqual([
      null,
      null,
      'k',
      'x'.repeat(120),
    ]);
  });

  it.each(['', 'x'.repeat(121), 17, {}])('refuses %p', (key) => {
    expect(() => readIdempotencyKey(key)).toThrow(InvalidRequestError);
  });

  it.each(['a\ud800b', '\udc00', 'order-17 ', ' '])('refuses %j, which no database keeps apart', (key) => {
    expect(() => readIdempotencyKey(key)).toThrow('must be whole characters, and not end in a blank');
  });

  it.each(['Ordre nº 17', '😀', ' order 17', 'a\0b'])('takes %j as it is', (key) => {
    expect(readIdempotencyKey(key)).toBe(key);
  });
});

describe('readMetadata', () => {
  it('keeps a copy of what JSON can tell', () => {
    const order = { id: 17, at: new Date(0), left: undefined };
    const metadata = readMetadata({ order });
    order.id = 18;
    expect(metadata).toEqual({ order: { id: 17, at: '1970-01-01T00:00:00.000Z' } });
    expect(readMetadata(undefined)).toBeNull();
    const longest = { text: 'x'.repeat(10_000 - JSON.stringify({ text: '' }).length) };
    expect(readMetadata(longest)).toEqual(longest);
  });

  it('refuses what is no plain object, goes round in a circle or is too long', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    for (const value of [[], 'text', 5, circle, { big: 1n }, { text: 'x'.repeat(10_000) }]) {
      expect(() => readMetadata(value)).toThrow(InvalidRequestError);
    }
  });
});

describe('requestHash', () => {
  it('is the same whatever the order of the fields, and tells missing fields for null', () => {
    expect(requestHash({ a: 1, b: 'x' })).toBe(requestHash({ b: 'x', a: 1 }));
    expect(requestHash({ a: 1, b: undefined })).toBe(requestHash({ a: 1, b: null }));
  });

  it('differs for different requests', () => {
    fc.assert(
      fc.property(
        fc.record({ phone: fc.string(), amountCents: fc.nat() }),
        fc.record({ phone: fc.string(), amountCents: fc.nat() }),
        (one, other) => {
          const same = one.phone === other.phone && one.amountCents === other.amountCents;
          expect(requestHash(one) === requestHash(other)).toBe(same);
        },
      ),
    );
  });
});

describe('refuse', () => {
  it('throws a problem and nothing else', () => {
    expect(() => refuse('reference', 'x', 'must be shorter')).toThrow('must be shorter');
    expect(() => refuse('reference', 'x', null)).not.toThrow();
  });
});

describe('readPage', () => {
  it('takes 1 to 200 at once, 50 unless told', () => {
    expect(readPage({})).toEqual({ limit: 50, cursor: null });
    expect(readPage({ limit: 200, cursor: 'c' })).toEqual({ limit: 200, cursor: 'c' });
    for (const limit of [0, 201, 1.5, Number.NaN])
      expect(() => readPage({ limit })).toThrow(InvalidRequestError);
  });
});

describe('uniqueReference', () => {
  it('has 12 characters that can be read out, one of them for each random byte', () => {
    expect(uniqueReference({ bytes: (size) => Buffer.alloc(size, 255) })).toBe('PZZZZZZZZZZZ');
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 11, maxLength: 11 }), (bytes) => {
        const reference = uniqueReference({ bytes: () => Buffer.from(bytes) });
        expect(reference).toMatch(/^P[0-9A-HJKMNP-TV-Z]{11}$/);
      }),
    );
  });
});
