import { describe, expect, it } from '@jest/globals';
import { toDelivery } from './delivery-row.js';

const row = {
  event_id: 'event-1',
  handler: 'A.on',
  payment_id: 'push-1',
  seq: 3,
  attempts: 0,
  name: 'payment.failed',
};

describe('a stored event', () => {
  it('says what it is, also when it was stored before payloads did', () => {
    const before = toDelivery({ ...row, payload: JSON.stringify({ failure: 'cancelled' }) });
    expect(before).toMatchObject({
      event: 'payment.failed',
      subjectId: 'push-1',
      payload: { type: 'payment.failed', failure: 'cancelled' },
    });
  });
});
