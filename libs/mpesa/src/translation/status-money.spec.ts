import { describe, expect, it } from '@jest/globals';
import { NOON } from '../testing/in-memory/sample-payments.js';
import type { StatusReport } from '../values/status-report.js';
import { factFromStatusReport } from './status-money.js';

const receiver = { name: 'default', type: 'paybill', shortcode: '600966', till: null } as const;
const about = { receipt: 'UKL632NMUA', at: NOON };

const report = (over: Partial<StatusReport> = {}): StatusReport => ({
  transactionStatus: 'Completed',
  receipt: 'UKL632NMUA',
  amountCents: 16_800,
  debitParty: { identifier: '254722000000', name: 'JOHN DOE' },
  creditParty: { identifier: '600966', name: 'Duka' },
  reasonType: 'Pay Bill Online',
  debitAccountType: null,
  initiatedAt: null,
  finalisedAt: NOON - 60_000,
  debitFeeCents: null,
  creditFeeCents: null,
  conversationId: null,
  originatorConversationId: null,
  ...over,
});

describe('the money in a transaction status', () => {
  it('is told in full, but for the account number', () => {
    expect(factFromStatusReport(report(), receiver, about)).toEqual({
      type: 'money-received',
      at: NOON,
      source: 'status',
      account: 'default',
      accountType: 'paybill',
      shortcode: '600966',
      till: null,
      receipt: 'UKL632NMUA',
      amountCents: 16_800,
      reference: null,
      payer: { form: 'clear', value: '254722000000' },
      partyName: 'JOHN DOE',
      transactionType: 'Pay Bill Online',
      completedAt: NOON - 60_000,
    });
  });

  it.each<[string, Partial<StatusReport>, string]>([
    ['that is under way', { transactionStatus: 'Authorized' }, 'not-completed: Authorized'],
    ['of another transaction', { receipt: 'UKL0000000' }, 'another-receipt: UKL0000000'],
    ['of nothing', { amountCents: 0 }, 'no-amount'],
    [
      'that went to somebody else',
      { creditParty: { identifier: '600000', name: null } },
      'foreign-shortcode: 600000',
    ],
    ['that went to nobody named', { creditParty: null }, 'foreign-shortcode: none'],
    ['that an organisation paid', { debitParty: { identifier: '600000', name: 'Other' } }, 'no-customer'],
  ])('is not money %s', (_, over, refused) => {
    expect(factFromStatusReport(report(over), receiver, about)).toEqual({ refused });
  });
});
