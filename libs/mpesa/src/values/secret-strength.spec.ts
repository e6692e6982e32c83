import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { guessedBits, secretProblem } from './secret-strength.js';

/** Bytes that look random, the same in every run. */
const bytes = (size: number, seed: number): Buffer =>
  createHash('shake256', { outputLength: size }).update(`secret ${seed}`).digest();

describe('secretProblem', () => {
  it.each<[string, (seed: number) => string]>([
    ['32 bytes in hex', (seed) => bytes(32, seed).toString('hex')],
    ['16 bytes in hex', (seed) => bytes(16, seed).toString('hex').toUpperCase()],
    ['32 bytes in base64url', (seed) => bytes(32, seed).toString('base64url')],
    ['18 bytes in base64', (seed) => bytes(18, seed).toString('base64')],
    [
      'a UUID’s bytes',
      (seed) =>
        bytes(16, seed)
          .toString('hex')
          .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    ],
  ])('takes every secret of %s', (_, make) => {
    const refused = Array.from({ length: 500 }, (__, seed) => make(seed)).filter(
      (secret) => secretProblem(secret) !== null,
    );
    expect(refused).toEqual([]);
  });

  it.each([
    'ws_CO_30112026165349052708374149',
    'ws_CO_DMZ_1234567_30112026165349052',
    'AG_20261130_2010325b025970fbc403',
    '2654-4b64-97ff-b827b542881d3130',
    'CreateRouting1795305600002',
  ])('refuses what looks drawn and is the name of a request or a migration: %s', (name) => {
    expect(guessedBits(name)).toBeGreaterThan(64);
    expect(secretProblem(name)).toBe('is published or easily guessed');
  });

  it("takes a long sentence of one's own", () => {
    expect(secretProblem('seven lazy hippos queue for chapati behind a yellow matatu at dawn')).toBeNull();
  });

  it.each([
    'aaaaaaaaaaaaaaaa',
    'x'.repeat(64),
    'abababababababababababababababab',
    '0123456789abcdef',
    '0123456789abcdef0123456789abcdef',
    'deadbeefdeadbeefdeadbeefdeadbeef',
    '1234567890123456',
    '254722000000254722000000',
    'qwertyuiopasdfghjklzxcvbnm',
    'P@ssw0rd12345678',
    'MpesaSecret2026!',
    '1q2w3e4r5t6y7u8i',
    '1qaz2wsx3edc4rfv',
    '!QAZ2wsx#EDC4rfv',
    'qazwsxedcrfvtgby',
    'q1w2e3r4t5y6u7i8o9p0',
    'A1b2C3d4E5f6G7h8',
    '11223344556677889900',
    'AbCdEfGhIjKlMnOp',
    'S3cr3tK3yF0rMp3s4',
    '20261130201911012020',
    '2026-11-30T10:12:28Z',
    '1990-01-01/1991-02-02',
    'Wanjiku1985Kamau1990',
    'my-shop-mpesa-callback-secret',
    'change-me-before-anything-real',
    'change-me-before-anything-real-2',
    'for the simulator only',
    'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
    'BFB279F9AA9BDBCF158E97DD71A467CD2E0C893059B10F78E6B72ADA1ED2C919',
  ])('refuses %s', (secret) => {
    expect(secretProblem(secret)).toBe('is published or easily guessed');
  });

  it.each(['', 'short', null, undefined, 5, ['a'.repeat(40)]])('refuses %p as no secret at all', (secret) => {
    expect(secretProblem(secret)).toBe('must have 16 characters or more');
  });

  it('looks at no more of a text than it needs', () => {
    expect(guessedBits('ab'.repeat(500_000))).toBeLessThan(64);
  });
});
