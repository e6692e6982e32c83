import { describe, expect, it } from '@jest/globals';
import { isKeyed, KeyedDigests, plainDigest } from './keyed-digests.js';

const old = new KeyedDigests(['an-older-secret-of-some-length']);
const rotated = new KeyedDigests(['a-newer-secret-of-some-length', 'an-older-secret-of-some-length']);
const PLAIN = plainDigest('254722000000');

describe('a keyed digest', () => {
  it('is always the same, fits the column of a plain one, and says that it is keyed', () => {
    const digest = old.of('phone', PLAIN);
    expect(digest).toBe(old.of('phone', PLAIN));
    expect(digest).toMatch(/^k1\.[\w-]{40}$/);
    expect([isKeyed(digest), isKeyed(PLAIN)]).toEqual([true, false]);
  });

  it('cannot be made without the secret, nor of another kind', () => {
    const digests = [
      PLAIN,
      old.of('phone', PLAIN),
      rotated.of('phone', PLAIN),
      old.of('request', PLAIN),
      old.of('phone', plainDigest('254722000001')),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('of a digest that is keyed already is that one', () => {
    const digest = old.of('request', PLAIN);
    expect(rotated.of('request', digest)).toBe(digest);
  });

  it('is known again after its secret was rotated, and as it was before there were keys', () => {
    const forms = rotated.formsOf('request', PLAIN);
    expect(forms).toEqual([rotated.of('request', PLAIN), old.of('request', PLAIN), PLAIN]);
  });

  it('is no longer known once its secret has left the ring', () => {
    const later = new KeyedDigests(['a-newer-secret-of-some-length']);
    expect(later.formsOf('request', PLAIN)).not.toContain(old.of('request', PLAIN));
  });
});
