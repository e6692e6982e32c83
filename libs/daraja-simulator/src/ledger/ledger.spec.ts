import { describe, expect, it } from '@jest/globals';
import { PendingWork } from '../clock/pending-work.js';
import { VirtualClock } from '../clock/virtual-clock.js';
import { EventHub } from '../events/event-hub.js';
import { Ledger } from './ledger.js';

describe('Ledger', () => {
  const ledger = (): Ledger => new Ledger(new VirtualClock(new PendingWork(), () => 1_000), new EventHub());

  it('moves money without making or losing any', () => {
    const books = ledger();
    books.open('phone:254712345678', 10_000);
    books.open('shortcode:174379', 0);
    books.move({
      kind: 'stk',
      receipt: 'UKL0000001',
      debit: 'phone:254712345678',
      credit: 'shortcode:174379',
      cents: 2_500,
      reference: 'A',
    });
    books.adjust('phone:254712345678', 100);
    const { balances, totals, entries } = books.view();
    expect(balances).toEqual({ 'phone:254712345678': 100, 'shortcode:174379': 2_500, mint: -2_600 });
    expect(totals).toEqual({ net: 0, phones: 100, shortcodes: 2_500, mint: -2_600, safaricom: 0 });
    expect(entries.map(({ kind }) => kind)).toEqual(['opening', 'stk', 'adjustment']);
  });

  it('knows what an account paid, and counts no adjustment', () => {
    const books = ledger();
    books.open('phone:254712345678', 10_000);
    books.adjust('phone:254712345678', 0);
    expect(books.paidWhen('phone:254712345678', () => true)).toBe(0);
  });
});
