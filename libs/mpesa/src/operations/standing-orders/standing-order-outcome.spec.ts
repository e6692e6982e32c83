import { describe, expect, it } from '@jest/globals';
import { StorageUnavailableError } from '../../errors/storage-unavailable.error.js';
import { StoredDeparture } from '../stored-departure.js';
import { orderSendingOutcome } from './standing-order-outcome.js';

const NOW = Date.UTC(2026, 10, 21, 9);

/** What becomes of an order whose sending failed after these steps, because the database was away. */
function after(...steps: readonly ('depart' | 'takeBack')[]) {
  const keeping = { depart: async () => true, takeBack: async () => undefined };
  const clock = { now: () => NOW };
  const departure = new StoredDeparture({ subject: 'order-1', leaseMs: 60_000, clock, ...keeping });
  const sending = async () => {
    for (const step of steps) await departure[step]();
    throw new StorageUnavailableError('read the access token', { cause: new Error('away') });
  };
  return orderSendingOutcome(sending(), { id: 'order-1', departure, clock });
}

describe('a standing order whose sending failed on our side', () => {
  it.each([
    ['before it departed', []],
    ['once Daraja had refused its token, and before it departed again', ['depart', 'takeBack']],
  ] as const)('was not sent: %s', async (_, steps) => {
    const { fact, error } = await after(...steps);
    expect(fact).toMatchObject({ type: 'not-sent', standingOrderId: 'order-1' });
    expect(error).toMatchObject({ moneyMayHaveMoved: false });
  });

  it.each([[['depart']], [['depart', 'takeBack', 'depart']]] as const)(
    'may have been sent after %j',
    async (steps) => {
      const { fact, error } = await after(...steps);
      expect(fact).toMatchObject({ type: 'unanswered', sendingAt: NOW });
      expect(error).toMatchObject({ moneyMayHaveMoved: true, paymentId: 'order-1' });
    },
  );
});
