import { describe, expect, it } from '@jest/globals';
import { occupy, vacate, type PhoneLine, type PhoneLinePolicy } from './phone-line.js';

const NOW = 1_000_000;
const DAY = 24 * 3_600_000;
const policy: PhoneLinePolicy = { maxUnfinished: 5, restMs: DAY, onUnfinished: 'refuse' };
const idle: PhoneLine = {
  phone: '254722000000',
  paymentId: null,
  openUntil: 0,
  unfinished: 0,
  lastUnfinishedAt: 0,
};
const mine = { paymentId: 'mine', now: NOW, until: NOW + 180_000 };

describe('the screen of a phone', () => {
  it('is free at first, and then taken until the prompt ends', () => {
    expect(occupy(idle, mine, policy)).toEqual({
      verdict: 'free',
      line: { ...idle, paymentId: 'mine', openUntil: NOW + 180_000 },
    });
  });

  it('shows one prompt at a time, and tells whose and until when', () => {
    const taken = { ...idle, paymentId: 'other', openUntil: NOW + 1 };
    expect(occupy(taken, mine, policy)).toEqual({
      verdict: 'occupied',
      paymentId: 'other',
      retryAt: NOW + 1,
    });
    expect(occupy({ ...taken, openUntil: NOW }, mine, policy)).toMatchObject({ verdict: 'free' });
  });

  it('is free of a prompt that would be open for longer than any: a clock was ahead', () => {
    const taken = { ...idle, paymentId: 'other', openUntil: NOW + 360_000 };
    expect(occupy(taken, mine, policy)).toMatchObject({ verdict: 'occupied' });
    expect(occupy({ ...taken, openUntil: NOW + 360_001 }, mine, policy)).toMatchObject({ verdict: 'free' });
  });

  it('is free for the payment that holds it already', () => {
    const taken = { ...idle, paymentId: 'mine', openUntil: NOW + 1 };
    expect(occupy(taken, mine, policy)).toMatchObject({ verdict: 'free', line: { openUntil: mine.until } });
  });

  it('rests after five in a row that nobody finished, for a day from the last', () => {
    const tired = { ...idle, unfinished: 5, lastUnfinishedAt: NOW - DAY + 1 };
    expect(occupy(tired, mine, policy)).toEqual({ verdict: 'resting', unfinished: 5, clearsAt: NOW + 1 });
    expect(occupy({ ...tired, unfinished: 4 }, mine, policy)).toMatchObject({ verdict: 'free' });
    expect(occupy({ ...tired, lastUnfinishedAt: NOW - DAY }, mine, policy)).toMatchObject({
      verdict: 'free',
      line: { unfinished: 0 },
    });
  });

  it('only warns when the host wants it so', () => {
    const tired = { ...idle, unfinished: 6, lastUnfinishedAt: NOW };
    expect(occupy(tired, mine, { ...policy, onUnfinished: 'warn' })).toMatchObject({
      verdict: 'free',
      warning: '6 pushes in a row were not completed',
      line: { paymentId: 'mine', unfinished: 6 },
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
  ] as const)('%s frees the screen', (end, expected) => {
    expect(vacate(taken, { paymentId: 'mine', end, now: NOW })).toEqual(expected);
  });

  it.each([
    ['paid', { ...taken, unfinished: 0 }],
    ['untouched', taken],
    ['unfinished', { ...taken, unfinished: 3, lastUnfinishedAt: NOW }],
  ] as const)('%s of another payment leaves the screen to its holder', (end, expected) => {
    expect(vacate(taken, { paymentId: 'other', end, now: NOW })).toEqual(expected);
  });
});
