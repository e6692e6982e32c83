/** What is answered under a key, on each database. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { testDatabases } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { SecretBox } from '../src/secrets/secret-box.js';
import { AnswerMemory } from '../src/idempotency/answer-memory.js';
import { KeyedNames } from '../src/idempotency/keyed-names.js';
import { RememberedAnswer } from '../src/idempotency/remembered-answer.entity.js';
import { Retention } from '../src/privacy/retention.js';
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

  it('is made anew when who died at it had a clock that was an hour ahead, once the clock is right', async () => {
    const request = asked();
    offset += 60 * MINUTE;
    void memory.once(request, never);
    await eventually(() => begun(request.key));
    offset -= 60 * MINUTE;
    expect(await memory.once(request, async () => 'mine')).toEqual({ answer: 'mine', replayed: false });
  });

  it('is not taken from another whose clock is less than a minute ahead', async () => {
    const request = asked();
    offset += MINUTE - 1_000;
    void memory.once(request, never);
    await eventually(() => begun(request.key));
    offset -= MINUTE - 1_000;
    await expect(memory.once(request, async () => 'mine')).rejects.toMatchObject({
      code: 'request-in-progress',
    });
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
    await gateway.app.get(Retention).run();
    expect(await memory.once(request, async () => 'anew')).toEqual({ answer: 'anew', replayed: false });
  });

  const SECRETS = [
    'the newest secret of these tests, long enough',
    'the first secret of these tests, long enough',
  ];

  /** A process that has these secrets, on the same database. */
  function processWith(secrets: readonly string[]): AnswerMemory {
    const { app, settings } = gateway;
    return new AnswerMemory(app.get(GatewayDatabase), clock, { ...settings, secrets });
  }
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

  it('is found again after the secret was changed, for as long as the old one stands in the list', async () => {
    const request = asked();
    await memory.once(request, async () => 'before');
    const [newest = ''] = SECRETS;
    expect(await processWith(SECRETS).once(request, never)).toEqual({ answer: 'before', replayed: true });
    await expect(processWith(SECRETS).once({ ...request, request: 'another' }, never)).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    expect(await processWith([newest]).once(request, async () => 'anew')).toEqual({
      answer: 'anew',
      replayed: false,
    });
  });

  it('is made by one at most of two processes of which only one has the newest secret yet', async () => {
    const processes = [processWith(SECRETS), processWith(SECRETS.toReversed())];
    for (let round = 0; round < 20; round += 1) {
      const request = asked();
      let calls = 0;
      const work = async (): Promise<number> => ++calls;
      await Promise.allSettled([...processes, ...processes].map((each) => each.once(request, work)));
      expect(calls).toBeLessThanOrEqual(1);
      await eventually(async () => {
        const { answer } = await processes[round % 2]!.once(request, work);
        return answer === 1;
      });
      expect(calls).toBe(1);
    }
  });

  it('is found under the unkeyed names that a week ago’s rows have, and its request is told from another', async () => {
    const [done, underWay] = [asked(), asked()];
    const rows = gateway.app.get(GatewayDatabase);
    for (const { clientId, key, request } of [done, underWay]) {
      const row = { clientId, keyHash: sha256(key), requestHash: sha256(JSON.stringify(request)) };
      const box = new SecretBox(gateway.settings.secrets);
      const answer = key === done.key ? box.seal(`answer:${clientId}:${row.keyHash}`, '"as it was"') : null;
      const times = { leaseUntil: clock.now() + MINUTE, createdAt: clock.now() };
      await rows.run((manager) => manager.insert(RememberedAnswer, { ...row, ...times, answer }));
    }
    expect(await memory.once(done, never)).toEqual({ answer: 'as it was', replayed: true });
    await expect(memory.once(underWay, never)).rejects.toMatchObject({ code: 'request-in-progress' });
    await expect(memory.once({ ...done, request: 'another' }, never)).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    offset += 2 * MINUTE;
    expect(await memory.once(underWay, async () => 'taken over')).toMatchObject({ answer: 'taken over' });
    expect(await memory.once(underWay, never)).toEqual({ answer: 'taken over', replayed: true });
  });

  it('leaves no name that all phone numbers could be tried on', async () => {
    const request = {
      clientId: 'client-1',
      key: '0708374149',
      request: ['/v1/payments/collect', { phone: '254708374149' }],
    };
    await memory.once(request, async () => 'done');
    const rows = await gateway.app.get(GatewayDatabase).run((manager) => manager.find(RememberedAnswer));
    const text = JSON.stringify(rows);
    expect(text).not.toContain(sha256(request.key));
    expect(text).not.toContain(sha256(JSON.stringify(request.request)));
  });

  function begun(key: string): Promise<boolean> {
    const { secrets } = gateway.settings;
    const [keyHash] = new KeyedNames(secrets).of('key', 'client-1', key);
    return gateway.app.get(GatewayDatabase).run((manager) => manager.existsBy(RememberedAnswer, { keyHash }));
  }
});
