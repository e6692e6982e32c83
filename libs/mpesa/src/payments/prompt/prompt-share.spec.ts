import { describe, expect, it } from '@jest/globals';
import { newPayment, type Payment } from '../payment.js';
import { shareUsedUp } from './prompt-share.js';

const NOON = Date.UTC(2026, 10, 21, 9);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** When all waits are over, and the phone has not rested yet. */
const LATER = NOON + 23 * HOUR_MS;
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
function used(asker: string, pushes: readonly Payment[], now = NOON, by = policy) {
  const askerOf = ({ metadata }: Payment) => String(metadata?.['asker']);
  return shareUsedUp({ pushes, askerOf }, { asker, now }, by);
}

describe('a share of a phone', () => {
  it('is used up by one’s own unfinished pushes, and leaves the others theirs', () => {
    const two = [push('a'), push('a')];
    expect(used('a', two)).toEqual({ unfinished: 2, clearsAt: NOON + DAY_MS });
    expect(used('b', two, LATER)).toBeNull();
    expect(used('a', [push('a')])).toBeNull();
  });

  it('is one of a stranger where others have left some, so that few of them do not close the phone for all', () => {
    expect(used('b', [push('b'), push('a')], LATER)).toMatchObject({ unfinished: 1 });
    expect(used('a', [push('b'), push('a')], LATER)).toMatchObject({ unfinished: 1 });
    expect(used('c', [push('b'), push('a'), push('a')], LATER)).toBeNull();
    // Whom the phone has paid has the whole share.
    expect(used('a', [push('b'), push('a'), paid('a')])).toBeNull();
    expect(used('a', [push('b'), push('a'), push('a'), paid('a')])).toMatchObject({ unfinished: 2 });
  });

  it('lets strangers come only after a wait that grows, and says until when, so that few get through at once', () => {
    expect(used('b', [push('a')])).toBeNull();
    expect(used('c', [push('b'), push('a')])).toEqual({ unfinished: 2, clearsAt: NOON + 2 * MINUTE_MS });
    expect(used('c', [push('b'), push('a')], NOON + 2 * MINUTE_MS)).toBeNull();
    const three = [push('c'), push('b'), push('a')];
    expect(used('d', three)).toEqual({ unfinished: 3, clearsAt: NOON + 30 * MINUTE_MS });
    expect(used('d', three, NOON + 30 * MINUTE_MS - 1)).not.toBeNull();
    expect(used('d', three, NOON + 30 * MINUTE_MS)).toBeNull();
    // With more places it goes on so, up to the phone's rest.
    const many = { ...policy, most: 9 };
    expect(used('e', [push('d'), ...three], NOON, many)?.clearsAt).toBe(NOON + 7.5 * HOUR_MS);
    expect(used('f', [push('e'), push('d'), ...three], NOON, many)?.clearsAt).toBe(NOON + DAY_MS);
  });

  it('asks nobody to wait whom the phone has answered, be it with a wrong PIN', () => {
    const three = [push('c'), push('b'), push('a')];
    const answered = push('me', { failure: 'wrong-pin' });
    expect(used('me', [...three, answered])).toBeNull();
    expect(used('me', [push('d'), ...three, answered])).toMatchObject({ unfinished: 5 });
    expect(used('me', [answered, ...three])).toBeNull();
    expect(used('me', [...three, paid('me')])).toBeNull();
    for (const failure of ['cancelled', 'unreachable', 'insufficient-funds'] as const)
      expect(used('me', [push('me', { failure }), push('b'), push('a')], LATER)).toMatchObject({
        unfinished: 1,
      });
  });

  it('is never the last of all for a stranger: whom the phone has answered has it, and M-Pesa closes no line', () => {
    const four = [push('a'), push('b'), push('c'), push('d')];
    for (const before of [four, [...four, paid('known')]])
      expect(used('e', before, LATER)).toEqual({ unfinished: 4, clearsAt: NOON + DAY_MS });
    expect(used('known', [...four, paid('known')])).toBeNull();
    expect(used('known', [push('known'), ...four, paid('known')])).toMatchObject({ unfinished: 5 });
    expect(used('e', four, NOON + DAY_MS)).toBeNull();
  });

  it('leaves the last of the strangers’ to who has left none before: the same ones cannot close the phone each day', () => {
    const earlier = ['a', 'b', 'c', 'd'].map((asker) =>
      push(asker, { createdAt: NOON - 2 * DAY_MS, settledAt: NOON - 2 * DAY_MS }),
    );
    const before = [push('c'), push('b'), push('a'), ...earlier];
    expect(used('d', before, LATER)).toEqual({ unfinished: 3, clearsAt: NOON + DAY_MS });
    expect(used('new', before, LATER)).toBeNull();
    expect(used('d', [push('b'), push('a'), ...earlier], LATER)).toBeNull();
  });

  it('is there for everybody on a phone that nobody has asked, however few are borne', () => {
    for (const most of [1, 2, 3]) {
      expect(used('a', [], NOON, { ...policy, most })).toBeNull();
      expect(used('a', [push('b')], NOON, { ...policy, most })).toEqual(
        most === 3 ? null : { unfinished: 1, clearsAt: NOON + DAY_MS },
      );
    }
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
