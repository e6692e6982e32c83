import { describe, expect, it } from '@jest/globals';
import { findColumns, type StatementColumns } from './statement-columns.js';
import { isCustomerPayment, readRow, type StatementRow } from './statement-row.js';

const HEAD =
  'Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.,Currency';
const columns = findColumns(HEAD.split(',')) as StatementColumns;
const AT = Date.UTC(2026, 10, 21, 7, 15, 30);

type Cells = Partial<Record<string, string>>;

const read = (over: Cells = {}, head = HEAD) => {
  const cells: Cells = {
    'Receipt No.': 'UKL51ZDR4F',
    'Completion Time': '21-11-2026 10:15:30',
    'Initiation Time': '21-11-2026 10:15:00',
    Details: 'Pay Bill from 254712345678 - JANE DOE Acc. INV-77',
    'Transaction Status': 'Completed',
    'Paid In': '1053.00',
    Withdrawn: '',
    'Reason Type': 'Pay Bill Online',
    'Other Party Info': '254712345678 - JANE DOE',
    'A/C No.': 'INV-77',
    ...over,
  };
  const names = head.split(',');
  return readRow(
    7,
    names.map((name) => cells[name] ?? ''),
    head === HEAD ? columns : (findColumns(names) as StatementColumns),
  );
};
const row = (over: Cells = {}, head?: string): StatementRow => {
  const found = read(over, head);
  if ('skipped' in found) throw new Error(found.skipped);
  return found;
};
const skipped = (over: Cells): string | null => {
  const found = read(over);
  return 'skipped' in found ? found.skipped : null;
};

describe('a row of the statement', () => {
  it('is read field by field', () => {
    expect(row()).toEqual({
      line: 7,
      receipt: 'UKL51ZDR4F',
      completedAt: AT,
      completed: true,
      status: 'Completed',
      direction: 'in',
      amountCents: 105_300,
      reason: 'Pay Bill Online',
      payer: { form: 'clear', value: '254712345678' },
      name: 'JANE DOE',
      shortcode: null,
      reference: 'INV-77',
      linkedReceipt: null,
    });
  });

  it.each([
    ['600979 - LANDLORD', '600979'],
    ['600979', '600979'],
    ['254712345678 - JANE DOE', null],
    ['KCB 600979', null],
  ])('tells the number of the organisation in %j: %s', (party, shortcode) => {
    expect(row({ 'Other Party Info': party }).shortcode).toBe(shortcode);
  });

  it.each(['21-11-2026 10:15:30', '2026-11-21 10:15:30', '21.11.2026 10:15:30', '20261121101530'])(
    'has its time in Nairobi, written as %s',
    (time) => expect(row({ 'Completion Time': time }).completedAt).toBe(AT),
  );

  it('falls back to the time of initiation when a spreadsheet has spoilt the other', () => {
    expect(row({ 'Completion Time': '15:50' }).completedAt).toBe(AT - 30_000);
  });

  it.each([
    ['1,053.00', 105_300],
    ['1,234,567.89', 123_456_789],
    ['1053', 105_300],
    ['0.50', 50],
  ])('was paid %s', (text, cents) => expect(row({ 'Paid In': text }).amountCents).toBe(cents));

  it.each(['-120,000.00', '120000.00'])('was withdrawn %s', (text) => {
    const taken = row({ 'Paid In': '', Withdrawn: text, 'Reason Type': 'Business Payment to Customer' });
    expect(taken).toMatchObject({ direction: 'out', amountCents: 12_000_000 });
  });

  it.each([
    ['Completed', true],
    ['complete', true],
    ['Completed with errors', false],
    ['Incomplete', false],
    ['', false],
  ])('of the status %j is completed: %s', (status, completed) =>
    expect(row({ 'Transaction Status': status })).toMatchObject({ status, completed }),
  );

  it('takes a zero in the other column for nothing', () => {
    expect(row({ Withdrawn: '0.00' })).toMatchObject({ direction: 'in', amountCents: 105_300 });
  });

  it('has its receipt in capitals, and the one it is linked to', () => {
    const linked = row({ 'Receipt No.': 'ukl51zdr4f', 'Linked Transaction ID': 'ukl000zdr1' });
    expect(linked).toMatchObject({ receipt: 'UKL51ZDR4F', linkedReceipt: 'UKL000ZDR1' });
  });

  it('tells kind, payer and account from the details where their columns are missing', () => {
    const short = 'Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn';
    const details = 'Pay Bill from 2547****678 - JANE DOE Acc. Fees for March';
    expect(row({ Details: details }, short)).toMatchObject({
      reason: 'Pay Bill',
      payer: { form: 'masked', value: '2547****678' },
      name: 'JANE DOE',
      reference: 'Fees for March',
    });
    expect(row({ Details: 'Pay Bill from 2547****678 - Acc. R-000001' }, short)).toMatchObject({
      payer: { form: 'masked', value: '2547****678' },
      name: null,
      reference: 'R-000001',
    });
    expect(row({ Details: 'Merchant Payment' }, short)).toMatchObject({
      payer: { form: 'none' },
      reference: null,
    });
  });

  it.each<[string, Cells]>([
    ['no receipt', { 'Receipt No.': '' }],
    ['no receipt: TOTALS', { 'Receipt No.': 'Totals' }],
    ['charge: Pay Bill Charge', { 'Reason Type': 'Pay Bill Charge' }],
    ['charge: Business Pay Bill Charge', { 'Reason Type': '', Details: 'Business Pay Bill Charge' }],
    ['currency: USD', { Currency: 'USD' }],
    ['unreadable time: 11/21/2026', { 'Completion Time': '11/21/2026', 'Initiation Time': '' }],
    ['unreadable amount: 1,05,3.00', { 'Paid In': '1,05,3.00' }],
    ['unreadable amount: 1,05,300.00', { 'Paid In': '1,05,300.00' }],
    ['unreadable amount: -5.00', { 'Paid In': '-5.00' }],
    ['unreadable amount: 1.234', { 'Paid In': '', Withdrawn: '1.234' }],
    ['two amounts', { Withdrawn: '5.00' }],
    ['no amount', { 'Paid In': '' }],
  ])('is skipped with the reason %j', (reason, over) => expect(skipped(over)).toBe(reason));

  it('is no charge because its payer typed that word', () => {
    expect(row({ 'Reason Type': '', Details: 'Pay Bill from 254712345678 - JANE Acc. FEES' }).reason).toBe(
      'Pay Bill',
    );
    expect(row({ 'A/C No.': 'CHARGE' }).reference).toBe('CHARGE');
  });

  it.each([
    ['Pay Bill Online', true],
    ['Pay Utility', true],
    ['Pay Merchant', true],
    ['Customer Buy Goods Online', true],
    ['Customer Merchant Payment', true],
    ['Organization To Organization Transfer', true],
    ['Organization Settlement', false],
    ['Pay Bill Reversal', false],
    ['Reversal of Pay Bill Online', false],
    ['Business Payment to Customer', false],
    ['', false],
  ])('of the kind %j is a payment by a customer: %s', (reason, expected) => {
    expect(isCustomerPayment({ ...row(), reason })).toBe(expected);
    expect(isCustomerPayment({ ...row(), reason, direction: 'out' })).toBe(false);
  });
});

describe('the line of column names', () => {
  it('is found in any order and case, and under older names', () => {
    const found = findColumns([
      'WITHDRAWN',
      ' paid in ',
      'Status',
      'Completion time',
      'Receipt Number',
      'a/c no',
    ]);
    expect(Object.fromEntries(found ?? [])).toEqual({
      withdrawn: 0,
      paidIn: 1,
      status: 2,
      completedAt: 3,
      receipt: 4,
      reference: 5,
    });
  });

  it.each(['Receipt No.', 'Completion Time', 'Transaction Status', 'Paid In', 'Withdrawn'])(
    'is none without %s',
    (name) => expect(findColumns(HEAD.split(',').filter((column) => column !== name))).toBeNull(),
  );
});
