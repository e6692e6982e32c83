/** What is answered under a key, on each database. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { testDatabases } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { AnswerMemory } from '../src/idempotency/answer-memory.js';
import { RememberedAnswer } from '../src/idempotency/remembered-answer.entity.js';
import { CLOCK, type Clock } from '../src/setup/clock.js';
import { GatewayDatabase } from '../src/storage/gateway-database.js';
import { startTestGateway, type TestGateway } from './support/test-gateway.js';

const MINUTE = 60_000;

type Deferred = ReturnType<typeof deferred>;

/** Work that ends when the test says so. */
function deferred() {
  let resolve!: (answer: string) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<string>((...ends) => ([resolve, reject] = ends));
  return { promise, resolve, reject };
}

describe.each(testDatabases())('an answer under a key, on %s', (database) => {
  let gateway: TestGateway;
  let memory: AnswerMemory;
  let offset = 0;
  let clock: Clock;
  let restore: Clock['now'];

  beforeAll(async () => {
    gateway = await startTestGateway({ database });
    memory = gateway.app.get(AnswerMemory);
    clock = gateway.app.get<Clock>(CLOCK);
    restore = clock.now;
    clock.now = () => restore() + offset;
  });
  afterAll(async () => {
    clock.now = restore;
    await gateway.close();
  });

  const asked = (key = randomUUID(), request: unknown = { a: 1, b: [2] }) => ({
    clientId: 'client-1',
    key,
    request,
  });
  const never = () => new Promise<never>(() => undefined);

  it('is made once, and is the same whatever the order of the request’s fields', async () => {
    const { key, ...rest } = asked();
    let calls = 0;
    const work = async (): Promise<number> => ++calls;
    expect(await memory.once({ key, ...rest }, work)).toEqual({ answer: 1, replayed: false });
    expect(await memory.once(asked(key, { b: [2], a: 1 }), work)).toEqual({ answer: 1, replayed: true });
    await expect(memory.once(asked(key, { a: 1, b: [3] }), work)).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    expect(calls).toBe(1);
  });

  it('is made by one of twenty who ask at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const request = asked();
      let calls = 0;
      const answers = await Promise.allSettled(
        Array.from({ length: 20 }, () => memory.once(request, async () => ++calls)),
      );
      expect(calls).toBe(1);
      expect(answers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    }
  });

  it('is not made while another is at it, and is made anew when that one has died', async () => {
    const request = asked();
    void memory.once(request, never);
    await eventually(() => begun(request.key));
    await expect(memory.once(request, async () => 'mine')).rejects.toMatchObject({
      code: 'request-in-progress',
    });
    offset += 3 * MINUTE;
    expect(await memory.once(request, async () => 'mine')).toEqual({ answer: 'mine', replayed: false });
  });

  it.each([
    ['answers', (late: Deferred) => late.resolve('too late')],
    ['fails', (late: Deferred) => late.reject(new Error('too late'))],
  ])('is of who has taken over, also when the one before %s after all', async (_what, end) => {
    const request = asked();
    const [late, mine] = [deferred(), deferred()];
    const overtaken = memory.once(request, () => late.promise);
    await eventually(() => begun(request.key));
    offset += 3 * MINUTE;
    let working = false;
    const taken = memory.once(request, () => ((working = true), mine.promise));
    await eventually(() => working);
    end(late);
    await Promise.allSettled([overtaken]);
    await expect(memory.once(request, async () => 'a third')).rejects.toMatchObject({
      code: 'request-in-progress',
    });
    mine.resolve('mine');
    expect(await taken).toEqual({ answer: 'mine', replayed: false });
    expect(await memory.once(request, never)).toEqual({ answer: 'mine', replayed: true });
  });

  it('leaves the key free when it is an error', async () => {
    const request = asked();
    await expect(memory.once(request, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await memory.once(request, async () => 'yes')).toEqual({ answer: 'yes', replayed: false });
  });

  it('is sealed in the table, and forgotten after a week', async () => {
    const request = asked();
    await memory.once(request, async () => ({ secret: 'whsec_of-the-client' }));
    const rows = await gateway.app.get(GatewayDatabase).run((manager) => manager.find(RememberedAnswer));
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('whsec_of-the-client');
    offset += 8 * 24 * 60 * MINUTE;
    await memory.forgetOld();
    expect(await memory.once(request, async () => 'anew')).toEqual({ answer: 'anew', replayed: false });
  });

  async function begun(key: string): Promise<boolean> {
    const keyHash = createHash('sha256').update(key).digest('base64url');
    return gateway.app.get(GatewayDatabase).run((manager) => manager.existsBy(RememberedAnswer, { keyHash }));
  }
});
