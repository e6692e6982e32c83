import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seal, sealingKey, unseal, type Sealed } from './seal.js';

const key = sealingKey('a secret of these tests', 'orders');
const context = 'order:1';

describe('a sealed text', () => {
  it('opens with the key and for the row that it was sealed for', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, row) => {
        expect(unseal(seal(text, { key, context: row }), { key, context: row })).toBe(text);
      }),
    );
  });

  it('looks different every time, and does not show what it is', () => {
    const [one, two] = [1, 2].map(() => seal('whsec_abc', { key, context }));
    expect(one).not.toEqual(two);
    expect(Buffer.concat(Object.values({ ...one })).includes('whsec')).toBe(false);
  });

  it('opens with no other secret, for no other purpose, in no other row', () => {
    const sealed = seal('whsec_abc', { key, context });
    for (const other of [
      sealingKey('another secret', 'orders'),
      sealingKey('a secret of these tests', 'tokens'),
    ])
      expect(() => unseal(sealed, { key: other, context })).toThrow();
    expect(() => unseal(sealed, { key, context: 'order:2' })).toThrow();
  });

  it('does not open when a byte of it was changed, nor with a tag that is shorter and easier to guess', () => {
    const sealed = seal('whsec_abc', { key, context });
    for (const part of ['nonce', 'tag', 'text'] as const) {
      for (let index = 0; index < sealed[part].length; index += 1) {
        const damaged: Sealed = { ...sealed, [part]: Buffer.from(sealed[part]) };
        damaged[part].writeUInt8(sealed[part].readUInt8(index) ^ 1, index);
        expect(() => unseal(damaged, { key, context })).toThrow();
      }
    }
    expect(() => unseal({ ...sealed, tag: sealed.tag.subarray(0, 4) }, { key, context })).toThrow();
  });
});
