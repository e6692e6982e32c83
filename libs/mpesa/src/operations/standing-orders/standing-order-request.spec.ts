import { describe, expect, it } from '@jest/globals';
import { resolveAccount } from '../../options/resolve-account.js';
import { readStandingOrder, type StandingOrderRequest } from './standing-order-request.js';
import { orderResolved, type StandingOrderResolution } from './standing-order-resolution.js';

const keys = { consumerKey: 'key', consumerSecret: 'secret' };
const account = resolveAccount('default', { ...keys, shortcode: '174379' });
const newer = resolveAccount('newer', { ...keys, shortcode: '174379', ratiba: { variant: 'portal-2026' } });
const request: StandingOrderRequest = {
  name: 'Rent Nov A1',
  phone: '0712 345 678',
  amount: 4_500,
  frequency: 'monthly',
  startsOn: '2026-12-01',
  endsOn: '2027-12-01',
};

describe('a request for a standing order', () => {
  it('is read with its phone as twelve digits and its amount in cents', () => {
    expect(readStandingOrder({ ...request, reference: ' A1 ', metadata: { flat: 1 } }, account)).toEqual({
      name: 'Rent Nov A1',
      phone: '254712345678',
      amountCents: 450_000,
      frequency: 'monthly',
      startsOn: '2026-12-01',
      endsOn: '2027-12-01',
      reference: 'A1',
      description: null,
      metadata: { flat: 1 },
    });
  });

  it('may be of one day', () => {
    expect(readStandingOrder({ ...request, endsOn: request.startsOn }, account)).toBeTruthy();
  });

  it.each<[string, object, string]>([
    ['no name', { name: '' }, 'name'],
    ['a blank name', { name: '  ' }, 'name'],
    ['a name that may be lost on the way', { name: 'Rent & water' }, 'name'],
    ['a name that is too long', { name: 'x'.repeat(101) }, 'name'],
    ['a phone abroad', { phone: '+255712345678' }, 'phone'],
    ['cents', { amount: 4_500.5 }, 'amount'],
    ['more than a payment may be', { amount: 250_001 }, 'amount'],
    ['a frequency nobody knows', { frequency: 'hourly' }, 'frequency'],
    ['a frequency that only another version has', { frequency: 'biweekly' }, 'frequency'],
    ['a frequency of the prototype', { frequency: 'constructor' }, 'frequency'],
    ['a first day that no calendar has', { startsOn: '2026-02-31' }, 'startsOn'],
    ['a last day in another form', { endsOn: '20271201' }, 'endsOn'],
    ['a last day before the first', { endsOn: '2026-11-30' }, 'endsOn'],
    ['a reference that is too long', { reference: 'x'.repeat(13) }, 'reference'],
    ['a description that is too long', { description: 'x'.repeat(14) }, 'description'],
    ['metadata that is no object', { metadata: 'flat' }, 'metadata'],
  ])('with %s is refused', (_, over, field) => {
    const reading = (): unknown =>
      readStandingOrder({ ...request, ...over } as StandingOrderRequest, account);
    expect(reading).toThrow(expect.objectContaining({ code: 'invalid-request', field }));
  });

  it('may be paid every two weeks where the version has it', () => {
    expect(readStandingOrder({ ...request, frequency: 'biweekly' }, newer).frequency).toBe('biweekly');
  });
});

describe('a person’s word on a standing order', () => {
  it('needs a name, a reason and a decision', () => {
    const word: StandingOrderResolution = { as: 'active', by: 'Ann', reason: 'she showed it' };
    expect(orderResolved('order-1', word, 5)).toMatchObject({
      type: 'agreed',
      resultText: 'Ann: she showed it',
    });
    expect(orderResolved('order-1', { ...word, as: 'failed' }, 5)).toMatchObject({
      type: 'declined',
      failure: 'resolved-as-failed',
    });
    for (const [field, over] of Object.entries({
      by: { by: ' ' },
      reason: { reason: '' },
      as: { as: 'gone' },
    })) {
      const resolving = (): unknown =>
        orderResolved('order-1', { ...word, ...over } as StandingOrderResolution, 5);
      expect(resolving).toThrow(expect.objectContaining({ code: 'invalid-request', field }));
    }
  });
});
