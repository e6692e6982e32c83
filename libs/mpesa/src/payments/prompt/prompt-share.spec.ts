import { describe, expect, it } from '@jest/globals';
import { newPayment, type Payment } from '../payment.js';
import { shareUsedUp } from './prompt-share.js';

const NOON = Date.UTC(2026, 10, 21, 9);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const policy = { share: 2, most: 5, restMs: DAY_MS };

let count = 0;
function push(asker: string, changes: Partial<Payment> = {}): Payment {
  count += 1;
  return newPayment({
    id: String(count),
    kind: 'stk-push',
    direction: 'in',
    account: 'default',
    accountType: 'paybill',
    shortcode: '174379',
    till: null,
    amountCents: 100,
    createdAt: NOON,
    status: 'failed',
    failure: 'cancelled',
    checkoutRequestId: `ws_CO_${count}`,
    settledAt: NOON,
    metadata: { asker },
    ...changes,
  });
}
const paid = (asker: string) => push(asker, { status: 'succeeded', failure: null });

/** Newest first. */
function used(asker: string, pushes: readonly Payment[], now = NOON) {
  const askerOf = ({ metadata }: Payment) => String(metadata?.['asker']);
  return shareUsedUp({ pushes, askerOf }, { asker, now }, policy);
}

describe('a share of a phone', () => {
  it('is used up by one’s own unfinished pushes, and leaves the others theirs', () => {
    const two = [push('a'), push('a')];
    expect(used('a', two)).toEqual({ unfinished: 2, clearsAt: NOON + DAY_MS });
    expect(used('b', two)).toBeNull();
    expect(used('a', [push('a')])).toBeNull();
  });

  it('is one of a stranger where others have left some, so that few of them do not close the phone for all', () => {
    expect(used('b', [push('b'), push('a')])).toMatchObject({ unfinished: 1 });
    expect(used('a', [push('b'), push('a')])).toMatchObject({ unfinished: 1 });
    expect(used('c', [push('b'), push('a'), push('a')])).toBeNull();
    // Whom the phone has paid has the whole share.
    expect(used('a', [push('b'), push('a'), paid('a')])).toBeNull();
    expect(used('a', [push('b'), push('a'), push('a'), paid('a')])).toMatchObject({ unfinished: 2 });
  });

  it('counts all together as well, and leaves the last one to whom the phone has paid', () => {
    const four = [push('a'), push('b'), push('c'), push('d')];
    const before = [...four, paid('known')];
    expect(used('known', before)).toBeNull();
    expect(used('e', before)).toMatchObject({ unfinished: 4 });
    expect(used('known', [push('e'), ...before])).toMatchObject({ unfinished: 5 });
    // Where the phone has paid nobody, nobody is waited for.
    expect(used('e', four)).toBeNull();
    expect(used('f', [push('e'), ...four])).toMatchObject({ unfinished: 5 });
  });

  it('is used up by a slow drip as well: the phone rests from the last one that was left, and so long all count', () => {
    const at = (hours: number, asker: string) => {
      const createdAt = NOON + hours * HOUR_MS;
      return push(asker, { createdAt, settledAt: createdAt + HOUR_MS });
    };
    const drip = [at(20, 'a'), at(0, 'a')];
    const whole = NOON + (21 + 24) * HOUR_MS;
    expect(used('a', drip, NOON + 40 * HOUR_MS)).toEqual({ unfinished: 2, clearsAt: whole });
    expect(used('a', drip, whole)).toBeNull();
    // A day without another one.
    expect(used('a', [at(25, 'a'), at(0, 'a')], NOON + 30 * HOUR_MS)).toBeNull();
    const five = [at(80, 'd'), at(60, 'c'), at(40, 'b'), at(20, 'a'), at(0, 'a')];
    expect(used('e', five, NOON + 99 * HOUR_MS)).toMatchObject({ unfinished: 5 });
  });

  it('is whole again once the phone has paid that asker, or a day has passed', () => {
    const row = [push('a'), push('a')];
    expect(used('a', [paid('a'), ...row])).toBeNull();
    expect(used('a', row, NOON + DAY_MS - 1)).not.toBeNull();
    expect(used('a', row, NOON + DAY_MS)).toBeNull();
  });

  it('is not given back by what the phone has paid to somebody else', () => {
    expect(used('a', [paid('b'), push('a'), push('a')])).toMatchObject({ unfinished: 2 });
  });

  it('is not touched by prompts that never reached the screen', () => {
    const unseen = [
      push('a', { checkoutRequestId: null }),
      push('a', { failure: 'prompt-open' }),
      push('a', { status: 'pending' }),
      push('a', { status: 'review' }),
    ];
    expect(used('a', [...unseen, push('a')])).toBeNull();
  });
});
