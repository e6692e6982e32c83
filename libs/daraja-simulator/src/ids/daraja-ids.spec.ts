import { describe, expect, it } from '@jest/globals';
import { DarajaIds } from './daraja-ids.js';

const MORNING = Date.UTC(2026, 10, 21, 7, 15, 30, 123);

describe('DarajaIds', () => {
  const ids = new DarajaIds();

  it('encodes the date in the first three characters of a receipt', () => {
    expect(ids.receipt(MORNING)).toMatch(/^UKL[A-Z0-9]{7}$/);
    expect(ids.receipt(Date.UTC(2026, 7, 26, 9))).toMatch(/^UHQ/);
    expect(ids.receipt(Date.UTC(2017, 0, 9, 9))).toMatch(/^LA9/);
    expect(ids.receipt(Date.UTC(2026, 10, 20, 21))).toMatch(/^UKL/);
  });

  it('spells time and phone in a CheckoutRequestID, and never gives one twice', () => {
    expect(ids.checkoutRequestId(MORNING, '254712345678')).toBe('ws_CO_21112026101530123712345678');
    expect(ids.checkoutRequestId(MORNING, '254712345678')).toBe('ws_CO_21112026101530124712345678');
  });

  it('keeps to the shapes of the other ids', () => {
    expect(ids.requestId()).toMatch(/^[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\d{4,8}$/);
    expect(ids.conversationId(MORNING)).toMatch(/^AG_20261121_[0-9a-f]{20}$/);
    expect(ids.accessToken()).toMatch(/^[0-9A-Za-z]{28}$/);
  });
});
