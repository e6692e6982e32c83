import { describe, expect, it } from '@jest/globals';
import { JOB_NAMES } from '../options/mpesa-options.js';
import { mpesaJobs, type MpesaJobsDeps } from './mpesa-jobs.js';

const DAY = 86_400_000;

/** Notes what a job sets in motion. */
function fixture(over: Record<string, unknown> = {}) {
  const calls: string[] = [];
  const note = (call: string) => async () => void calls.push(call);
  const deps = {
    tokens: { refreshDue: async () => [{ outcome: 'refreshed' }] },
    apps: [],
    reconciler: { recall: note('recall'), idle: note('reconcile') },
    standingOrders: { sweep: note('sweep') },
    inbox: { rematch: note('rematch'), idle: note('inbox') },
    relay: { idle: note('relay') },
    initiator: { dispatch: async () => 0 },
    retention: {
      erase: async () => ({ payments: 0, standingOrders: 0, callbacks: 0, events: 0, phones: 0 }),
    },
    retentionMs: 90 * DAY,
    typedReferences: 'keep',
    clock: { now: () => 100 * DAY },
    ...over,
  } as unknown as MpesaJobsDeps;
  const jobs = mpesaJobs(deps);
  const run = (name: string, signal = new AbortController().signal): Promise<void> => {
    const found = jobs.find((one) => one.name === `mpesa:${name}`);
    if (found === undefined) throw new Error(`there is no job ${name}`);
    return found.run(signal);
  };
  return { jobs, run, calls };
}

describe('the jobs', () => {
  it('are one for every option, each under a name of its own', () => {
    const { jobs } = fixture();
    expect(jobs.map(({ option }) => option).sort()).toEqual([...JOB_NAMES].sort());
    expect(jobs.map(({ name }) => name)).toEqual([
      'mpesa:token-refresh',
      'mpesa:reconciliation',
      'mpesa:inbox',
      'mpesa:outbox',
      'mpesa:dispatch',
      'mpesa:retention',
      'mpesa:gap-fill',
    ]);
  });

  it('match callbacks again before they process the inbox, and recall checks before they ask', async () => {
    const { run, calls } = fixture();
    for (const name of ['inbox', 'reconciliation', 'outbox']) await run(name);
    expect(calls).toEqual(['rematch', 'inbox', 'recall', 'sweep', 'reconcile', 'relay']);
  });

  it('dispatch until nothing waits to be sent', async () => {
    const claimed = [20, 3, 0, 99];
    const { run } = fixture({ initiator: { dispatch: async () => claimed.shift() } });
    await run('dispatch');
    expect(claimed).toEqual([99]);
  });

  it('erase what is older than the retention, until nothing is left', async () => {
    const counts = [
      { payments: 0, standingOrders: 0, callbacks: 500, events: 0, phones: 0 },
      { payments: 0, standingOrders: 0, callbacks: 0, events: 0, phones: 1 },
      { payments: 0, standingOrders: 0, callbacks: 0, events: 0, phones: 0 },
    ];
    const calls: Array<readonly [number, number]> = [];
    const erase = async (before: number, limit: number) => {
      calls.push([before, limit]);
      return counts.shift();
    };
    await fixture({ retention: { erase } }).run('retention');
    expect(calls).toEqual(Array.from({ length: 3 }, () => [10 * DAY, 500]));
  });

  it('begin no new batch once the process shuts down', async () => {
    const stopping = new AbortController();
    let batches = 0;
    const batch = async (): Promise<number> => {
      stopping.abort();
      return ++batches;
    };
    const erase = async () => ({
      payments: await batch(),
      standingOrders: 0,
      callbacks: 0,
      events: 0,
      phones: 0,
    });
    const { run } = fixture({ initiator: { dispatch: batch }, retention: { erase } });
    await run('dispatch', stopping.signal);
    expect(batches).toBe(1);
    await run('retention', stopping.signal);
    expect(batches).toBe(1);
  });

  it('fail when a token could not be refreshed, so that somebody hears of it', async () => {
    const error = new Error('wrong secret');
    const refreshDue = async () => [{ outcome: 'refreshed' }, { outcome: 'failed', error }];
    await expect(fixture({ tokens: { refreshDue } }).run('token-refresh')).rejects.toBe(error);
    await expect(fixture().run('token-refresh')).resolves.toBeUndefined();
  });
});
