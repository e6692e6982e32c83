import { describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { FAULT_PRESETS } from '../src/faults/fault-presets.js';
import type { FaultRule } from '../src/faults/fault-rule.js';
import { PHONE } from './support/daraja-caller.js';
import { useStage } from './support/stage.js';

const stage = useStage();
const push = (changes: Record<string, unknown> = {}) => stage.daraja.push(stage.host.url('/cb'), changes);
const fault = (rule: FaultRule) => stage.sim.addFault(rule);
const pay = () => stage.sim.answer(PHONE, { action: 'pay' });
const outcomes = () =>
  stage.sim
    .requests()
    .filter(({ direction }) => direction === 'out')
    .map(({ outcome }) => outcome);
const paidEntries = () => stage.sim.ledger().entries.filter(({ receipt }) => receipt !== null);

describe('a fault of callbacks', () => {
  it('loses one, though the money moved', async () => {
    fault({ op: 'stk-callback', fault: 'callback-lost', count: 1 });
    await push();
    await pay();
    expect([stage.host.received.length, outcomes(), paidEntries().length]).toEqual([0, ['lost'], 1]);
    await push();
    await pay();
    expect(stage.host.received).toHaveLength(1);
  });

  it('delivers as many equal copies as asked, at once', async () => {
    fault({ op: 'stk-callback', fault: 'callback-duplicated', copies: 50, parallel: true });
    // Nobody is answered before all have come: copies sent one by one would time out here.
    const waiting: ServerResponse[] = [];
    stage.host.on('/cb', (_received, response) => {
      waiting.push(response);
      if (waiting.length === 50) for (const each of waiting) each.end();
    });
    await push();
    await pay();
    expect(stage.host.received).toHaveLength(50);
    expect(new Set(stage.host.received.map(({ text }) => text)).size).toBe(1);
    expect(paidEntries()).toHaveLength(1);
  });

  it('delivers copies one after the other when told so', async () => {
    fault({ op: 'stk-callback', fault: 'callback-duplicated', copies: 3, parallel: false });
    await push();
    await pay();
    expect(stage.host.received).toHaveLength(3);
  });

  it('delivers late, by the simulated clock', async () => {
    fault({ op: 'stk-callback', fault: 'callback-late', ms: 90_000 });
    await push();
    await pay();
    await stage.sim.advance(89_000);
    expect(stage.host.received).toHaveLength(0);
    await stage.sim.advance(1_000);
    expect(stage.host.received).toHaveLength(1);
  });

  it('holds callbacks until they are released', async () => {
    fault({ op: '*', fault: 'callback-held' });
    await push();
    await pay();
    expect([stage.host.received.length, outcomes()]).toEqual([0, ['held']]);
    expect(await stage.sim.releaseCallbacks()).toBe(1);
    expect(stage.host.received).toHaveLength(1);
    expect(await stage.sim.releaseCallbacks()).toBe(0);
  });

  it('delivers before the acknowledgement, once the prompt is answered', async () => {
    fault({ op: 'stkpush', fault: 'callback-before-ack', count: 1 });
    let acknowledged = false;
    stage.host.on('/cb', (_received, response) => {
      expect(acknowledged).toBe(false);
      response.end();
    });
    const reply = push().then((answer) => {
      acknowledged = true;
      return answer;
    });
    await stage.sim.waitFor((sim) => sim.phone(PHONE).prompt);
    await pay();
    expect((await reply).status).toBe(200);
    expect(stage.host.received).toHaveLength(1);
  });

  it('delivers before the acknowledgement by itself when the rule says what the customer does', async () => {
    fault({ op: 'stk-callback', fault: 'callback-before-ack', action: 'cancel' });
    const reply = await push();
    expect(reply.status).toBe(200);
    expect(stage.host.received[0]?.body).toMatchObject({ Body: { stkCallback: { ResultCode: 1032 } } });
  });

  it('breaks the JSON', async () => {
    fault({ op: 'stk-callback', fault: 'corrupt-callback' });
    await push();
    await pay();
    expect(stage.host.received[0]?.text).not.toBe('');
    expect(stage.host.received[0]?.body).toBeUndefined();
  });
});

describe('a callback nobody retries', () => {
  it.each([
    ['refused by the host', 500, 'refused'],
    ['delivered', 204, 'delivered'],
  ])('is %s', async (_what, status, outcome) => {
    stage.host.answer('/cb', {}, status);
    await push();
    await pay();
    await stage.sim.advance(3_600_000);
    expect([stage.host.received.length, outcomes()]).toEqual([1, [outcome]]);
  });

  it('fails when nobody listens, and times out when the host is silent', async () => {
    await push({ CallBackURL: 'http://127.0.0.1:1/cb' });
    await pay();
    stage.host.on('/cb', () => undefined);
    await push();
    const answered = pay();
    await stage.sim.waitFor(() => stage.host.received.length);
    await stage.sim.advance(8_000);
    await answered;
    expect(outcomes()).toEqual(['failed', 'timed-out']);
  });
});

describe('a fault of requests', () => {
  it('processes the push and breaks the connection without an answer', async () => {
    fault({ op: 'stkpush', fault: 'ack-lost', count: 1 });
    await expect(push()).rejects.toThrow();
    await pay();
    expect(stage.host.received[0]?.body).toMatchObject({ Body: { stkCallback: { ResultCode: 0 } } });
    expect(stage.sim.requests().find(({ op }) => op === 'stkpush')?.outcome).toBe('ack-lost');
  });

  it.each([
    ['http-500', 500, 'Service is currently unreachable'],
    ['http-503', 503, 'Service Unavailable'],
    ['http-429', 429, 'SpikeArrestViolation'],
    ['html-403', 403, 'Incapsula incident ID'],
    ['ok-with-error-body', 200, '"errorCode":"500.003.1001"'],
  ] as const)('answers %s and processes nothing', async (kind, status, words) => {
    fault({ op: 'stkpush', fault: kind, count: 1 });
    const reply = await push();
    expect([reply.status, reply.text.includes(words)]).toEqual([status, true]);
    expect(stage.sim.phone(PHONE).prompt).toBeNull();
    expect((await push()).status).toBe(200);
  });

  it('kills the token in use, without processing', async () => {
    fault({ op: 'stkpush', fault: 'token-expired', count: 1 });
    expect((await push()).body['errorCode']).toBe('404.001.03');
    expect((await push()).body['errorCode']).toBe('404.001.03');
    await stage.daraja.signIn();
    expect((await push()).status).toBe(200);
  });

  it('lets a query contradict the callback', async () => {
    const { body } = await push();
    await pay();
    fault({ op: 'stkquery', fault: 'contradictory-query', resultCode: 1037, count: 1 });
    const id = String(body['CheckoutRequestID']);
    expect((await stage.daraja.query(id)).body['ResultCode']).toBe('1037');
    expect((await stage.daraja.query(id)).body['ResultCode']).toBe('0');
  });

  it('answers slowly, by the simulated clock', async () => {
    fault({ op: 'oauth', fault: 'slow', ms: 60_000 });
    let answered = false;
    const reply = stage.daraja.signIn().then(() => (answered = true));
    await stage.sim.waitFor((sim) => sim.faults()[0]?.fired === 1);
    expect(answered).toBe(false);
    await stage.sim.advance(60_000);
    expect(await reply).toBe(true);
  });
});

describe('a rule', () => {
  it('fires with its chance, and alike for the same seed', async () => {
    const struck = async (): Promise<boolean[]> => {
      stage.sim.clearFaults();
      fault({ op: 'stkpush', fault: 'http-500', p: 0.5, seed: 7 });
      const statuses: boolean[] = [];
      for (let n = 0; n < 20; n += 1) statuses.push((await push({ Amount: 0 })).status === 500);
      return statuses;
    };
    const first = await struck();
    expect(new Set(first).size).toBe(2);
    expect(await struck()).toEqual(first);
  });

  it('is spent after its count, and can be removed before', async () => {
    const id = fault({ op: 'stkpush', fault: 'http-500', count: 1 });
    stage.sim.removeFault(id);
    expect((await push()).status).toBe(200);
    expect(() => stage.sim.removeFault(id)).toThrow('no such fault');
  });

  it.each([
    [{ op: 'stkpsh', fault: 'slow' }, 'op'],
    [{ op: 'stkpush', fault: 'sloow' }, 'fault'],
    [{ op: 'stkpush', fault: 'callback-lost' }, 'op'],
    [{ op: 'stkpush', fault: 'slow', p: 2 }, 'p'],
    [{ op: 'stkpush', fault: 'slow', often: true }, 'often'],
    [{ op: 'stkpush' }, 'fault'],
  ])('that makes no sense, %j, is refused naming the field', (rule, field) => {
    expect(() => fault(rule as FaultRule)).toThrow(expect.objectContaining({ name: 'ControlError', field }));
  });

  it('comes in presets that replace what was there', () => {
    fault({ op: '*', fault: 'slow' });
    for (const name of ['calm', 'flaky', 'hell'] as const) {
      stage.sim.faultPreset(name);
      expect(stage.sim.faults()).toHaveLength(FAULT_PRESETS[name].length);
    }
  });

  it('cannot make the ledger wrong, in hell', async () => {
    stage.sim.faultPreset('hell');
    for (let n = 0; n < 20; n += 1) {
      let ended = false;
      const attempt = stage.daraja.signIn().then(() => push());
      void attempt.catch(() => null).then(() => (ended = true));
      while (!ended) await stage.sim.advance(1_000);
      if (stage.sim.phone(PHONE).prompt) await pay();
    }
    stage.sim.clearFaults();
    await stage.sim.advance(600_000);
    const { totals, balances } = stage.sim.ledger();
    expect(paidEntries().length).toBeGreaterThan(1);
    expect(totals.net).toBe(0);
    expect(balances['shortcode:174379']).toBe(paidEntries().length * 150_000);
  });
});
