import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { OperatorResult } from './operators/operators.js';
import { SettlementWaiters } from './settlement-waiters.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import { eventFor } from '../payments/announce.js';
import { PHONE, RECEIPT, samplePush } from '../testing/in-memory/sample-payments.js';
import { CommitNews } from './commit-news.js';

const paid = samplePush({ status: 'succeeded', receipt: RECEIPT, partyName: 'Wanjiku' });
const commit = {
  events: [eventFor(paid)],
  changes: [{ payment: paid, from: 'pending', source: 'callback' }],
} as const;

let lines: string[];

beforeEach(() => {
  lines = [];
  const note = (line: unknown): void => void lines.push(String(line));
  Logger.overrideLogger({ log: note, warn: note, error: note, fatal: note });
});
afterEach(() => Logger.overrideLogger(true));

function fixture(relays = true) {
  const told: string[] = [];
  const relay = { wake: () => void told.push('relay') };
  const operators = {
    sawResult: async ({ initiator }: OperatorResult) => void told.push(`operator ${initiator}`),
  };
  const waiters = new SettlementWaiters();
  const bestEffort = new BestEffortEvents(
    () => undefined,
    () => 'event-1',
  );
  bestEffort.useEmitter({ emitAsync: async (name) => told.push(name) });
  return { told, waiters, news: new CommitNews({ relay, waiters, bestEffort, operators, relays }) };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the news of a commit', () => {
  it('wakes the relay and reaches the emitter of the host', async () => {
    const { news, told } = fixture();
    news.tell(commit);
    await settled();
    expect(told).toEqual(['relay', 'mpesa.payment.succeeded']);
  });

  it('leaves the relay alone where another process hands over, or nothing is to be handed over', async () => {
    const { news, told } = fixture(false);
    news.tell(commit);
    const silent = fixture();
    silent.news.tell({ ...commit, events: [] });
    await settled();
    expect([told, silent.told]).toEqual([['mpesa.payment.succeeded'], []]);
  });

  it('wakes those who wait for the payment', async () => {
    const { news, waiters } = fixture();
    const found = [null, 'paid'];
    const waiting = waiters.wait('push-1', 60_000, async () => found.shift() ?? null);
    await settled();
    news.tell(commit);
    await expect(waiting).resolves.toBe('paid');
  });

  it('is one line per change, and none of it is personal', () => {
    const { news } = fixture();
    news.tell(commit);
    news.warn('something');
    expect(lines).toEqual(['payment push-1: pending -> succeeded (callback)', 'something']);
    expect(lines.join()).not.toMatch(new RegExp(`${PHONE}|Wanjiku|${RECEIPT}`));
  });

  it('has the operator of a failed payment looked at, and nobody for a payment without one', async () => {
    const { news, told } = fixture();
    const refused = {
      ...paid,
      status: 'failed',
      initiator: 'testapi',
      resultCode: '2001',
      sendingAt: 1,
    } as const;
    news.tell({ events: [], changes: [{ payment: refused, from: 'pending', source: 'callback' }] });
    news.tell({
      events: [],
      changes: [{ payment: { ...refused, initiator: null }, from: 'pending', source: 'callback' }],
    });
    await settled();
    expect(told).toEqual(['operator testapi']);
  });
});
