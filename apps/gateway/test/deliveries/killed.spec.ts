/** The delivering process is killed again and again while it sends: whatever it had under way is sent again by the next. */
import { describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundled } from '../../../../test/support/bundled.js';
import { testDatabases } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { closeAfterTest } from '../../../../test/support/test-resources.js';
import { CLIENT, enqueueAll, messageTo } from './support/messages.js';
import { Receiver } from './support/receiver.js';
import { ENCRYPTION_KEY, testDeliveries, type TestDeliveries } from './support/test-deliveries.js';

const MESSAGES = 240;
const STREAMS = 40;
const KILLS = 4;
/** Longer than a lease. */
const LATER_MS = 61_000;

describe.each(testDatabases())('a delivering process on %s', (kind) => {
  it(`killed ${KILLS} times loses nothing and lets nothing overtake within a payment`, async () => {
    const test = await testDeliveries(kind);
    const receiver = await Receiver.start();
    const { endpoint } = await test.endpoints.register(CLIENT, { url: receiver.url });
    const accepted = new Set<string>();
    const overtaken: string[] = [];
    receiver.respond = ({ id }, response) => {
      const [stream, nth] = id.split(':').map(Number) as [number, number];
      if (nth > 0 && !accepted.has(`${stream}:${nth - 1}`)) overtaken.push(id);
      // Some answers are under way when the process dies, some are read and not written down.
      setTimeout(
        () => {
          accepted.add(id);
          response.writeHead(204).end();
        },
        randomInt(0, 30),
      );
    };
    await enqueueAll(
      test,
      Array.from({ length: MESSAGES }, (_, n) => {
        const stream = n % STREAMS;
        return messageTo(endpoint.id, {
          id: `${stream}:${Math.floor(n / STREAMS)}`,
          stream: `payment-${stream}`,
        });
      }),
    );

    for (let kill = 0; kill < KILLS; kill++) {
      const goal = Math.round(((kill + 1) * MESSAGES) / (KILLS + 1));
      const child = await start(test, kill * LATER_MS);
      await eventually(() => accepted.size >= goal);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await start(test, KILLS * LATER_MS);
    const delivered = async (): Promise<number> => {
      const sql = "SELECT COUNT(*) AS count FROM gateway_delivery WHERE status = 'delivered'";
      return Number(((await test.database.query(sql)) as [{ count: unknown }])[0].count);
    };
    await eventually(async () => (await delivered()) === MESSAGES);
    expect(overtaken).toEqual([]);
    expect(accepted.size).toBe(MESSAGES);
    // Something was under way at a kill, or this has shown nothing.
    expect(receiver.messages.length).toBeGreaterThan(MESSAGES);
  });
});

async function start({ database }: TestDeliveries, aheadMs: number): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'support/delivering-process.ts');
  const settings = { storage: database.storage, encryptionKeys: [ENCRYPTION_KEY], aheadMs };
  const args = [await bundled(script), JSON.stringify(settings)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  closeAfterTest(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}
