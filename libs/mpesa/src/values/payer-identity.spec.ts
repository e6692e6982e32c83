import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agreesWithPhone, classifyMsisdn, hashPhone } from './payer-identity.js';

const PHONE = '254722000000';
/** From the README of peternjeru/mnumber-tutorial, recomputed. */
const HASH = '8556a495c390f3ba95d2bdf6d06436f2fd09f516531f0a7cd9591c60812fa46d';
const HALF_HASH = `${HASH.slice(0, 20)} ***** ${HASH.slice(-20)}`;

describe('classifyMsisdn', () => {
  it.each([
    ['254722000000', 'clear', PHONE],
    [254722000000, 'clear', PHONE],
    ['+254722000000', 'clear', PHONE],
    ['2547 ***** 126', 'masked', '2547 ***** 126'],
    ['25470****149', 'masked', '25470****149'],
    [HALF_HASH, 'masked', HALF_HASH],
    [HASH, 'hashed', HASH],
    [HASH.toUpperCase(), 'hashed', HASH],
    ['', 'none', ''],
    ['*****', 'none', ''],
    ['0722000000', 'none', ''],
    ['unknown', 'none', ''],
    [null, 'none', ''],
    [{}, 'none', ''],
  ])('sees in %p the form %p', (wire, form, value) => expect(classifyMsisdn(wire)).toEqual({ form, value }));

  it('is total', () => {
    fc.assert(fc.property(fc.anything(), (wire) => void agreesWithPhone(classifyMsisdn(wire), PHONE)));
  });
});

describe('agreesWithPhone', () => {
  const agrees = (wire: unknown, phone = PHONE) => agreesWithPhone(classifyMsisdn(wire), phone);

  it('finds the number behind every form', () => {
    for (const wire of [PHONE, '2547 ***** 000', '25472****000', HASH, HALF_HASH])
      expect(agrees(wire)).toBe(true);
  });

  it('denies another number behind every form', () => {
    for (const wire of [PHONE, '2547 ***** 000', '25472****000', HASH, HALF_HASH]) {
      expect(agrees(wire, '254733000001')).toBe(false);
    }
  });

  it('denies a mask that shows more characters than the number has', () => {
    expect(agrees('2547220000 * 000000')).toBe(false);
  });

  it('lets an identity that tells nothing agree with nobody', () => {
    expect(agrees('')).toBe(false);
    expect(agrees('*****')).toBe(false);
  });

  it('hashes as C2B v1 does', () => expect(hashPhone(PHONE)).toBe(HASH));
});
