import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../testing/manual-clock.js';
import { LockWatch } from './lock-watch.js';

const SECOND = 1_000;

function fixture(holders: () => Promise<readonly string[]> = async () => ['connection 7']) {
  const clock = new ManualClock(0);
  const lines: string[] = [];
  const watch = new LockWatch({ clock, holders, onWaiting: (line) => void lines.push(line) });
  return { clock, lines, watch };
}

describe('LockWatch', () => {
  it('says nothing of a lock that goes within five seconds', async () => {
    const { clock, lines, watch } = fixture();
    await watch.met('payment 1');
    clock.advance(5 * SECOND - 1);
    await watch.met('payment 1');
    watch.gone('payment 1');
    clock.advance(5 * SECOND);
    await watch.met('payment 1');
    expect(lines).toEqual([]);
  });

  it('says after five seconds what waits and for whom, and once a minute from then on', async () => {
    const { clock, lines, watch } = fixture();
    for (let second = 0; second <= 66; second++) {
      await watch.met('payment 1');
      clock.advance(SECOND);
    }
    expect(lines).toEqual([
      expect.stringMatching(/^payment 1 is kept locked .* for 5 s now.* connection 7$/),
      expect.stringMatching(/^payment 1 is kept locked .* for 65 s now/),
    ]);
  });

  it('says it of each payment for itself', async () => {
    const { clock, lines, watch } = fixture();
    for (const payment of ['payment 1', 'payment 2']) await watch.met(payment);
    clock.advance(5 * SECOND);
    for (const payment of ['payment 1', 'payment 2']) await watch.met(payment);
    expect(lines).toHaveLength(2);
  });

  it('says it as well when the database does not tell by whom', async () => {
    const { clock, lines, watch } = fixture(() => Promise.reject(new Error('access denied')));
    await watch.met('payment 1');
    clock.advance(5 * SECOND);
    await watch.met('payment 1');
    expect(lines).toEqual([expect.stringContaining('does not tell by whom')]);
  });

  it('is not kept silent by a clock that was ahead and is right again', async () => {
    const { clock, lines, watch } = fixture();
    clock.advance(3_600 * SECOND);
    await watch.met('payment 1');
    clock.advance(-3_600 * SECOND);
    await watch.met('payment 1');
    clock.advance(5 * SECOND);
    await watch.met('payment 1');
    expect(lines).toEqual([expect.stringContaining('for 5 s now')]);
  });

  it('takes a lock that was not met for ten minutes for another one', async () => {
    const { clock, lines, watch } = fixture();
    await watch.met('payment 1');
    clock.advance(10 * 60 * SECOND + 1);
    await watch.met('payment 1');
    expect(lines).toEqual([]);
  });
});
