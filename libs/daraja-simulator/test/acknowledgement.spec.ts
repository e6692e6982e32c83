/** The simulator without a server around it, so that an acknowledgement leaves when the test says so. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assemble } from '../src/assemble.js';
import { Simulator } from '../src/simulator.js';
import { pushBody } from './support/daraja-caller.js';
import { orgBodies, PATHS } from './support/org-bodies.js';
import { TestHost } from './support/test-host.js';

const host = new TestHost();
const parts = assemble({ autopay: 'pay', autopayMs: 0, resultDelayMs: 0 });
const sim = new Simulator('', parts, () => parts.reset.stop());

beforeAll(async () => {
  await host.start();
  await sim.reset();
});
afterAll(async () => {
  await sim.close();
  await host.stop();
});

const PUSH = '/mpesa/stkpush/v1/processrequest';
const paid = () => sim.ledger().entries.filter(({ receipt }) => receipt !== null).length;

async function send(path: string, body: object) {
  const { token } = parts.tokens.issue('sandbox-key');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = { method: 'POST', path, query: {}, headers, text: JSON.stringify(body) };
  return (await parts.gateway.reply(request)).answer;
}

describe('what comes of a request', () => {
  it.each([
    ['a push', PUSH, () => pushBody(host.url('/cb')), '/cb'],
    ['a payout', PATHS.b2c, () => orgBodies({ sim, host }).b2c, '/result'],
  ])('of %s waits until its acknowledgement has left', async (_what, path, body, told) => {
    const before = paid();
    const answer = await send(path, body());
    expect(answer.status).toBe(200);
    const advanced = sim.advance(60_000);
    // The customer's answer and the result are a timer each, and a turn for sockets lies between them.
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect([paid() - before, host.at(told)]).toEqual([0, []]);
    answer.afterSent?.();
    await advanced;
    await sim.settled();
    expect([paid() - before, host.at(told).length]).toEqual([1, 1]);
  });
});
