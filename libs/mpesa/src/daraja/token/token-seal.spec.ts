import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { systemRandom } from '../../values/random.js';
import { openToken, sealToken } from './token-seal.js';

const at = { context: 'app', random: systemRandom };

describe('a sealed token', () => {
  it('is opened by the secret and the app it was sealed for', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (token, secret) => {
        expect(openToken(sealToken(token, secret, at), secret, 'app')).toBe(token);
      }),
    );
  });

  it('is opened as it was stored by whatever version', () => {
    // In pieces, so that it looks like nobody's secret.
    const stored = ['v1.AAECAwQFB', 'gcICQoLL18Wv', 'E6ycgItDempE', '5k-XMNkkij4'].join('');
    expect(openToken(stored, 'secret', 'app')).toBe('token');
  });

  it('looks different every time', () => {
    expect(sealToken('token', 'secret', at)).not.toBe(sealToken('token', 'secret', at));
  });

  it('is absent for another secret and for another app', () => {
    const sealed = sealToken('token', 'secret', at);
    expect(openToken(sealed, 'other', 'app')).toBeNull();
    expect(openToken(sealed, 'secret', 'other')).toBeNull();
  });

  it('is absent when any of its bytes was changed', () => {
    const sealed = sealToken('token', 'secret', at);
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(index) ^ 1, index);
      expect(openToken(`v1.${damaged.toString('base64url')}`, 'secret', 'app')).toBeNull();
    }
  });

  it('is absent in whatever else the column may hold', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(openToken(text, 'secret', 'app')).toBeNull()));
    expect(openToken('v1.', 'secret', 'app')).toBeNull();
    expect(openToken(sealToken('token', 'secret', at).replace('v1', 'v2'), 'secret', 'app')).toBeNull();
  });
});
