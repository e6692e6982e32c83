import { describe, expect, it } from '@jest/globals';
import { SecretBox } from './secret-box.js';

const OLD = 'the old key of these tests, long enough';
const NEW = 'the new key of these tests, long enough';
const HOLDER = 'endpoint:1';

describe('the secret box', () => {
  it('opens what it sealed, and seals the same differently each time', () => {
    const box = new SecretBox([OLD]);
    const sealed = box.seal(HOLDER, 'whsec_abc');
    expect(box.open(HOLDER, sealed)).toBe('whsec_abc');
    expect(sealed).not.toContain('whsec');
    expect(box.seal(HOLDER, 'whsec_abc')).not.toBe(sealed);
  });

  it('opens what any version before has stored', () => {
    // In pieces, so that it looks like nobody's secret.
    const stored = ['f9629be3.AAE', 'CAwQFBgcICQo', 'L.kERth6tI6W', 'z5jcKELoNm4w', '.9ZkMZiIPqi9', 'F'].join(
      '',
    );
    expect(new SecretBox([OLD]).open(HOLDER, stored)).toBe('whsec_abc');
  });

  it('opens under any of its keys, and seals under the first', () => {
    const sealed = new SecretBox([OLD]).seal(HOLDER, 'whsec_abc');
    const both = new SecretBox([NEW, OLD]);
    expect(both.open(HOLDER, sealed)).toBe('whsec_abc');
    expect(both.isCurrent(sealed)).toBe(false);
    const anew = both.seal(HOLDER, 'whsec_abc');
    expect(both.isCurrent(anew)).toBe(true);
    expect(new SecretBox([NEW]).open(HOLDER, anew)).toBe('whsec_abc');
  });

  it('opens nothing under a key it does not have', () => {
    const sealed = new SecretBox([OLD]).seal(HOLDER, 'whsec_abc');
    expect(() => new SecretBox([NEW]).open(HOLDER, sealed)).toThrow('not among encryptionKeys');
  });

  it('opens nothing for another holder, and nothing that was altered', () => {
    const box = new SecretBox([OLD]);
    const sealed = box.seal(HOLDER, 'whsec_abc');
    expect(() => box.open('endpoint:2', sealed)).toThrow();
    const parts = sealed.split('.');
    for (const index of [1, 2, 3]) {
      const altered = parts.with(
        index,
        parts[index]!.replace(/^./, (sign) => (sign === 'A' ? 'B' : 'A')),
      );
      expect(() => box.open(HOLDER, altered.join('.'))).toThrow();
    }
    // A shortened tag would be easier to guess.
    const short = parts.with(2, Buffer.from(parts[2]!, 'base64url').subarray(0, 4).toString('base64url'));
    expect(() => box.open(HOLDER, short.join('.'))).toThrow();
  });

  it('refuses no keys and short keys', () => {
    expect(() => new SecretBox([])).toThrow('at least one key');
    expect(() => new SecretBox([OLD, 'x'.repeat(31)])).toThrow('at least 32 characters');
    expect(() => new SecretBox([OLD, 'x'.repeat(32)])).not.toThrow();
  });
});
