import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Shutdown } from './shutdown.js';
import { ownTimers } from '../../../../test/support/own-timers.js';

const never = (): Promise<never> => new Promise(() => undefined);

let timersLeft: () => number;
beforeEach(() => {
  jest.useFakeTimers();
  timersLeft = ownTimers('wiring/shutdown.ts');
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

function fixture(abandon: () => Promise<readonly string[]> = async () => []) {
  const warnings: string[] = [];
  const settings = { boundMs: 1_000, lastMs: 100, abandon, warn: (text: string) => void warnings.push(text) };
  const shutdown = new Shutdown(settings);
  const seen: string[] = [];
  const note = (what: string) => () => void seen.push(what);
  return { shutdown, warnings, seen, note };
}

describe('Shutdown', () => {
  it('waits for what is under way, says nothing, and leaves no timer behind', async () => {
    const { shutdown, warnings, seen, note } = fixture();
    let finish = (): void => undefined;
    const work = new Promise<void>((resolve) => (finish = resolve));
    void shutdown.waitFor({ handlers: work }).then(note('ended'));
    await jest.advanceTimersByTimeAsync(900);
    expect(seen).toEqual([]);
    finish();
    await jest.advanceTimersByTimeAsync(0);
    expect(seen).toEqual(['ended']);
    await shutdown.end(async () => undefined);
    expect(warnings).toEqual([]);
    expect(timersLeft()).toBe(0);
  });

  it('ends in its time whatever hangs, and names what was left undone', async () => {
    const { shutdown, warnings, seen, note } = fixture();
    void shutdown.waitFor({ handlers: never(), jobs: Promise.resolve() }).then(note('first part'));
    await jest.advanceTimersByTimeAsync(1_100);
    expect(seen).toEqual(['first part']);
    void shutdown.end(never).then(note('all'));
    await jest.advanceTimersByTimeAsync(0);
    expect(seen).toEqual(['first part', 'all']);
    expect(warnings).toEqual([
      'shutdown: left undone after 1100 ms: handlers',
      'shutdown: left undone after 1100 ms: closing the database',
    ]);
  });

  it('cuts off what still uses the database at its bound, so that it can fail and be told of', async () => {
    let cut: (error: Error) => void = () => undefined;
    const statement = new Promise<never>((_, reject) => (cut = reject));
    const { shutdown, warnings, seen, note } = fixture(async () => {
      cut(new Error('connection lost'));
      return ['claim callbacks for 990 ms'];
    });
    void shutdown.waitFor({ callbacks: statement }).then(note('ended'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(seen).toEqual(['ended']);
    expect(warnings).toEqual([
      'shutdown: callbacks failed: Error: connection lost',
      'shutdown: cut off from the database after 1000 ms: claim callbacks for 990 ms',
    ]);
  });

  it('counts the time from its beginning, also that which the host needs in between', async () => {
    const { shutdown, seen, note } = fixture();
    shutdown.begin();
    await jest.advanceTimersByTimeAsync(5_000);
    void shutdown.waitFor({ 'requests to Safaricom': never() }).then(note('ended'));
    await jest.advanceTimersByTimeAsync(0);
    expect(seen).toEqual(['ended']);
  });
});
