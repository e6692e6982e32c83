import { describe, expect, it } from '@jest/globals';
import {
  isOpen,
  isSettled,
  mayBecome,
  OPEN_STATUSES,
  TRANSITIONS,
  type PaymentStatus,
} from './payment-status.js';

const ALL = Object.keys(TRANSITIONS) as PaymentStatus[];

describe('the status table', () => {
  it('reaches every status from created', () => {
    const reached = new Set<PaymentStatus>(['created']);
    for (const status of reached) for (const next of TRANSITIONS[status]) reached.add(next);
    expect([...reached].sort()).toEqual([...ALL].sort());
  });

  it('lets no payment stay as it is, and none leave a reversal', () => {
    for (const status of ALL) expect(mayBecome(status, status)).toBe(false);
    expect(TRANSITIONS.reversed).toEqual([]);
  });

  it('takes success back by a reversal only', () => {
    expect(ALL.filter((to) => mayBecome('succeeded', to))).toEqual(['reversed']);
  });

  it('never returns to unknown or pending once M-Pesa has spoken', () => {
    const settled = ALL.filter(isSettled);
    expect(settled.filter((from) => mayBecome(from, 'pending') || mayBecome(from, 'unknown'))).toEqual([]);
  });

  it('calls every status either open or settled', () => {
    expect(ALL.filter(isSettled).sort()).toEqual(['failed', 'reversed', 'review', 'succeeded']);
    expect(ALL.filter(isOpen)).toEqual(['created', 'pending', 'unknown']);
    expect(OPEN_STATUSES).toEqual(ALL.filter(isOpen));
  });
});
