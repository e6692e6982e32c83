import { describe, expect, it } from '@jest/globals';
import { StorageUnavailableError } from '../errors/storage-unavailable.error.js';
import type { FactAboutPayment } from '../payments/payment-fact.js';
import { unstoredOutcome } from './unstored-outcome.js';

const about = { paymentId: 'push-1', at: 0 };
const FACTS: ReadonlyArray<readonly [told: string, fact: FactAboutPayment]> = [
  [
    'Safaricom took it',
    { ...about, type: 'accepted', checkoutRequestId: 'ws_CO_1', merchantRequestId: '1-2-3' },
  ],
  [
    'Safaricom refused it (400.002.02)',
    { ...about, type: 'refused', failure: 'refused', resultCode: '400.002.02', resultText: 'Bad Request' },
  ],
  [
    'Safaricom refused it (without a code)',
    { ...about, type: 'refused', failure: 'refused', resultCode: null, resultText: 'Bad Request' },
  ],
  [
    'nothing of it was sent (ECONNREFUSED)',
    { ...about, type: 'not-sent', reason: 'ECONNREFUSED', version: 1 },
  ],
  [
    'it may have been sent (socket hang up)',
    { ...about, type: 'unanswered', reason: 'socket hang up', sendingAt: 0 },
  ],
];

describe('an outcome that could not be stored', () => {
  it.each(FACTS)('is told as "%s", with its payment and why', (told, fact) => {
    expect(unstoredOutcome('payment push-1', fact, new StorageUnavailableError('commit a change'))).toBe(
      `payment push-1: ${told}, and that could not be stored: StorageUnavailableError: storage failed to commit a change. ` +
        'The jobs go on from what is stored, and ask where it may have arrived',
    );
  });
});
