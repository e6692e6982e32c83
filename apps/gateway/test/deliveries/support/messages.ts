import type { EnqueueRequest } from '../../../src/deliveries/delivery.js';
import type { TestDeliveries } from './test-deliveries.js';

export const CLIENT = 'client-1';

/** A message to an endpoint, with what matters to the test. */
export function messageTo(endpointId: string | null, more: Partial<EnqueueRequest> = {}): EnqueueRequest {
  const id = more.id ?? 'event-1';
  return {
    id,
    clientId: CLIENT,
    endpointId,
    stream: 'payment-1',
    type: 'payment.succeeded',
    payload: { id },
    ...more,
  };
}

/** Stores many messages with few commits. */
export async function enqueueAll(test: TestDeliveries, messages: readonly EnqueueRequest[]): Promise<void> {
  for (let start = 0; start < messages.length; start += 100) {
    await test.gateway.change(async (manager) => {
      for (const message of messages.slice(start, start + 100))
        await test.deliveries.enqueue(message, manager);
    });
  }
}

/** Moves the clock to what is due next, delivers it, and so on, until nothing is due any more. */
export async function runDry(
  { dispatcher, database, time }: TestDeliveries,
  { atMost = 10_000 }: { atMost?: number } = {},
): Promise<void> {
  for (let step = 0; step < atMost; step++) {
    await dispatcher.idle();
    const [row] = (await database.query(
      'SELECT MIN(CASE WHEN COALESCE(q.paused_until, 0) > d.next_at THEN q.paused_until ELSE d.next_at END) AS next_at ' +
        'FROM gateway_delivery d JOIN gateway_queue q ON q.queue = d.queue WHERE d.next_at IS NOT NULL AND q.stopped_at IS NULL ' +
        'AND NOT EXISTS (SELECT 1 FROM gateway_delivery p WHERE p.queue = d.queue AND p.stream = d.stream AND p.seq < d.seq)',
    )) as { next_at: unknown }[];
    if (row?.next_at === null || row?.next_at === undefined) return;
    time.moveTo(Number(row.next_at));
  }
  throw new Error(`not dry after ${atMost} steps`);
}
