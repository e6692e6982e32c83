import { describe, expect, it } from '@jest/globals';
import { explanationOf } from './failure-words.js';

describe('why a payment did not come', () => {
  it.each(['refused', 'not-sent'] as const)('says that nothing was paid when it was %s', (failure) => {
    expect(explanationOf({ status: 'failed', failure })).toMatch(/Nothing was paid: please try again/);
  });

  it('sends to the messages on the phone where nobody knows', () => {
    expect(explanationOf({ status: 'failed', failure: null })).toMatch(/Check the M-Pesa messages/);
    expect(explanationOf({ status: 'review', failure: null })).toMatch(/do not pay again/);
  });

  it('has nothing to say of a payment that came, or may come', () => {
    expect(explanationOf({ status: 'succeeded', failure: null })).toBeNull();
    expect(explanationOf({ status: 'pending', failure: null })).toBeNull();
  });
});
