import { describe, expect, it } from '@jest/globals';
import type { Payment } from '../../payments/payment.js';
import type { StatementRow } from '../../statements/statement-row.js';
import { NOON, PHONE, samplePush } from '../../testing/in-memory/sample-payments.js';
import { provenPayouts } from './proven-payouts.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const lost = { backupAt: NOON - HOUR, restoredAt: NOON, closedAt: null, closedBy: null, closedReason: null };

/** A wage that was sent at noon, and of which nobody told. */
const wage = (over: Partial<Payment> = {}): Payment =>
  samplePush({
    id: 'wage-1',
    kind: 'b2c',
    direction: 'out',
    status: 'review',
    reviewReason: 'horizon',
    sendingAt: NOON,
    reference: null,
    ...over,
  });
const held = (over: Partial<Payment> = {}): Payment =>
  wage({ reviewReason: 'restored-backup', sendingAt: null, createdAt: NOON + MINUTE, ...over });
const bill = (over: Partial<Payment> = {}): Payment =>
  wage({
    kind: 'b2b',
    phone: null,
    party: '600979',
    reference: 'HOUSE-4',
    transactionType: 'BusinessPayBill',
    ...over,
  });

const row = (over: Partial<StatementRow> = {}): StatementRow => ({
  line: 4,
  receipt: 'UKL0000001',
  completedAt: NOON + MINUTE,
  completed: true,
  status: 'Completed',
  direction: 'out',
  amountCents: wage().amountCents,
  reason: 'Business Payment',
  payer: { form: 'clear', value: PHONE },
  name: 'JANE DOE',
  shortcode: null,
  reference: null,
  linkedReceipt: null,
  ...over,
});

const told = (rows: StatementRow[], payments: Payment[]) =>
  provenPayouts(rows, payments, [lost]).map((proof) => [proof.payment.id, proof.row.receipt]);
const PROVEN = [['wage-1', 'UKL0000001']];
const another = { receipt: 'UKL0000002' };

describe('money that left', () => {
  it.each<[string, StatementRow, Payment]>([
    ['amount, payee and time', row(), wage()],
    [
      'a payee who is starred out',
      row({ payer: { form: 'masked', value: '2547****678' } }),
      wage({ phone: '254712345678' }),
    ],
    ['a clock that is a little behind', row({ completedAt: NOON - 59_000 }), wage()],
    ['the lost time, when it was held back', row({ completedAt: NOON - 30 * MINUTE }), held()],
    ['a number of an organisation', row({ shortcode: '600979', payer: { form: 'none', value: '' } }), bill()],
    ['the account that the bill is paid on', row({ shortcode: '600979', reference: 'HOUSE-4' }), bill()],
    [
      'a reference of ours, which nobody need repeat',
      row({ shortcode: '600979', reference: 'x' }),
      bill({ transactionType: 'BusinessBuyGoods' }),
    ],
    [
      'the receipt that a reversal gives back',
      row({ linkedReceipt: 'UKL1AB2CD3' }),
      wage({ kind: 'reversal', instruction: { receipt: 'UKL1AB2CD3' } }),
    ],
  ])('proves a payment in review by %s', (_, one, payment) => {
    expect(told([one], [payment])).toEqual(PROVEN);
  });

  it.each<[string, StatementRow, Payment]>([
    ['another amount', row({ amountCents: 1 }), wage()],
    ['another payee', row({ payer: { form: 'clear', value: '254790000001' } }), wage()],
    ['no payee', row({ payer: { form: 'none', value: '' } }), wage()],
    ['a time before it was sent', row({ completedAt: NOON - 2 * MINUTE }), wage()],
    ['a time days later', row({ completedAt: NOON + 73 * HOUR }), wage()],
    ['a time after the restore, when it was held back', row({ completedAt: NOON + 2 * MINUTE }), held()],
    ['a time before the backup, when it was held back', row({ completedAt: NOON - 2 * HOUR }), held()],
    ['another organisation', row({ shortcode: '600980' }), bill()],
    ['no organisation', row({ payer: { form: 'none', value: '' } }), bill()],
    ['another account of the organisation', row({ shortcode: '600979', reference: 'HOUSE-5' }), bill()],
    ['a transaction that it gives back', row({ linkedReceipt: 'UKL1AB2CD3' }), wage()],
    [
      'a reversal of another receipt',
      row({ linkedReceipt: 'UKL9' }),
      wage({ kind: 'reversal', instruction: { receipt: 'UKL1AB2CD3' } }),
    ],
    ['no receipt, for a reversal', row(), wage({ kind: 'reversal', instruction: { receipt: 'UKL1AB2CD3' } })],
  ])('proves nothing with %s', (_, one, payment) => {
    expect(told([one], [payment])).toEqual([]);
  });

  it('is shared out in the order of time among as many that are alike', () => {
    const rows = [row({ ...another, completedAt: NOON + 2 * MINUTE }), row()];
    expect(told(rows, [wage({ id: 'wage-2' }), wage()])).toEqual([...PROVEN, ['wage-2', 'UKL0000002']]);
  });

  it.each([
    ['more rows than payments', [row(), row(another)], [wage()]],
    ['more payments than rows', [row()], [wage(), wage({ id: 'wage-2' })]],
    ['a payment whose own news may still come', [row()], [wage({ status: 'unknown' })]],
    [
      'a payment beside it whose own news may still come',
      [row(), row(another)],
      [wage(), wage({ id: 'wage-2', status: 'pending' })],
    ],
    ['a row that one which is open could have as well', [row()], [held(), wage({ status: 'pending' })]],
    [
      'a row that another payment could have as well',
      [row(), row({ ...another, completedAt: NOON + 71 * HOUR })],
      [wage(), wage({ id: 'wage-2', sendingAt: NOON + 2 * HOUR })],
    ],
  ])('is nobody’s with %s', (_, rows, payments) => {
    expect(told(rows, payments)).toEqual([]);
  });

  it('leaves what is in doubt to a person, and proves the rest', () => {
    const sure = wage({ id: 'wage-3', amountCents: 7_00 });
    const rows = [row(), row(another), row({ receipt: 'UKL0000003', amountCents: 7_00 })];
    expect(told(rows, [wage(), sure])).toEqual([['wage-3', 'UKL0000003']]);
  });
});
