import { describe, expect, it } from '@jest/globals';
import { take, release, type PromptLock, type PromptLockPolicy } from './prompt-lock.js';

const NOW = 1_000_000;
const DAY = 24 * 3_600_000;
const policy: PromptLockPolicy = { maxUnfinished: 5, restMs: DAY, onUnfinished: 'refuse' };
const idle: PromptLock = {
  phone: '254722000000',
  paymentId: null,
  openUntil: 0,
  unfinished: 0,
  lastUnfinishedAt: 0,
};
const mine = { paymentId: 'mine', now: NOW, until: NOW + 180_000 };

describe('the prompt lock of a phone', () => {
  it('is free at first, and then taken until the prompt ends', () => {
    expect(take(idle, mine, policy)).toEqual({
      verdict: 'free',
      lock: { ...idle, paymentId: 'mine', openUntil: NOW + 180_000 },
    });
  });

  it('shows one prompt at a time, and tells whose and until when', () => {
    const taken = { ...idle, paymentId: 'other', openUntil: NOW + 1 };
    expect(take(taken, mine, policy)).toEqual({
      verdict: 'taken',
      paymentId: 'other',
      retryAt: NOW + 1,
    });
    expect(take({ ...taken, openUntil: NOW }, mine, policy)).toMatchObject({ verdict: 'free' });
  });

  it('is free of a prompt that would be open for longer than any: a clock was ahead', () => {
    const taken = { ...idle, paymentId: 'other', openUntil: NOW + 360_000 };
    expect(take(taken, mine, policy)).toMatchObject({ verdict: 'taken' });
    expect(take({ ...taken, openUntil: NOW + 360_001 }, mine, policy)).toMatchObject({ verdict: 'free' });
  });

  it('is free for the payment that holds it already', () => {
    const taken = { ...idle, paymentId: 'mine', openUntil: NOW + 1 };
    expect(take(taken, mine, policy)).toMatchObject({ verdict: 'free', lock: { openUntil: mine.until } });
  });

  it('rests after five in a row that nobody finished, for a day from the last', () => {
    const tired = { ...idle, unfinished: 5, lastUnfinishedAt: NOW - DAY + 1 };
    expect(take(tired, mine, policy)).toEqual({ verdict: 'resting', unfinished: 5, clearsAt: NOW + 1 });
    expect(take({ ...tired, unfinished: 4 }, mine, policy)).toMatchObject({ verdict: 'free' });
    expect(take({ ...tired, lastUnfinishedAt: NOW - DAY }, mine, policy)).toMatchObject({
      verdict: 'free',
      lock: { unfinished: 0 },
    });
  });

  it('only warns when the host wants it so', () => {
    const tired = { ...idle, unfinished: 6, lastUnfinishedAt: NOW };
    expect(take(tired, mine, { ...policy, onUnfinished: 'warn' })).toMatchObject({
      verdict: 'free',
      warning: '6 pushes in a row were not completed',
      lock: { paymentId: 'mine', unfinished: 6 },
    });
  });
});

describe('the end of a prompt', () => {
  const taken = { ...idle, paymentId: 'mine', openUntil: NOW + 9, unfinished: 2, lastUnfinishedAt: 5 };
  const freed = { ...taken, paymentId: null, openUntil: 0 };

  it.each([
    ['paid', { ...freed, unfinished: 0 }],
    ['untouched', freed],
    ['unfinished', { ...freed, unfinished: 3, lastUnfinishedAt: NOW }],
  ] as const)('%s releases it', (end, expected) => {
    expect(release(taken, { paymentId: 'mine', end, now: NOW })).toEqual(expected);
  });

  it.each([
    ['paid', { ...taken, unfinished: 0 }],
    ['untouched', taken],
    ['unfinished', { ...taken, unfinished: 3, lastUnfinishedAt: NOW }],
  ] as const)('%s of another payment leaves it to its holder', (end, expected) => {
    expect(release(taken, { paymentId: 'other', end, now: NOW })).toEqual(expected);
  });
});
