import { describe, expect, it } from '@jest/globals';
import { moneyReceived, NOON, PHONE } from '../../testing/in-memory/sample-payments.js';
import { bookDoubt } from './place-money.js';
import { correctionOf, isToldOtherwise, toldAgain } from './told-again.js';

const NOBODY = { form: 'none', value: '' } as const;
const ANOTHER = { form: 'clear', value: '254733000126' } as const;

/** What Bill Manager told: no time, no account number, no payer. */
const bare = moneyReceived({
  payer: NOBODY,
  reference: null,
  completedAt: null,
  partyName: null,
  transactionType: null,
});
const full = moneyReceived({ at: NOON + 60_000 });
const otherwise = moneyReceived({ payer: ANOTHER, reference: 'ORDER-18', completedAt: NOON + 1 });
const { reference, payer, partyName, transactionType, completedAt } = full;
const TOLD = { reference, payer, partyName, transactionType, completedAt };
const NOTHING = {
  reference: null,
  payer: NOBODY,
  partyName: null,
  transactionType: null,
  completedAt: null,
};

describe('stored money that is told again', () => {
  it('learns from a confirmation what it lacks, and is as old as before', () => {
    expect(toldAgain(bookDoubt('m', bare, []), full)).toMatchObject({ ...TOLD, at: bare.at });
  });

  it('learns nothing from an address that is not Safaricom’s: its made-up payer would make it some push’s', () => {
    expect(toldAgain(bookDoubt('m', bare, []), { ...full, elsewhere: true })).toMatchObject(NOTHING);
  });

  it('is corrected by no confirmation', () => {
    expect(toldAgain(bookDoubt('m', full, []), otherwise)).toMatchObject(TOLD);
  });

  it.each(['pull', 'statement'] as const)('is corrected by M-Pesa’s own records: %s', (source) => {
    const { payer: told, reference: typed, completedAt: when } = otherwise;
    const corrected = { payer: told, reference: typed, completedAt: when };
    expect(toldAgain(bookDoubt('m', full, []), { ...otherwise, source })).toMatchObject(corrected);
    expect(toldAgain(bookDoubt('m', full, []), { ...bare, source })).toMatchObject(TOLD);
  });

  it('is other money where another amount or another account is told', () => {
    const row = bookDoubt('m', full, []);
    for (const other of [{ amountCents: full.amountCents + 100 }, { account: 'second' }])
      expect(toldAgain(row, { ...full, ...other })).toBeNull();
  });
});

describe('a confirmation of stored money', () => {
  const row = bookDoubt('m', full, []);

  it('tells otherwise by another account number or another payer, and by nothing that it leaves out', () => {
    for (const other of [{ reference: 'ORDER-18' }, { payer: ANOTHER }])
      expect(isToldOtherwise(row, { ...full, ...other })).toBe(true);
    for (const same of [{}, { reference: null }, { payer: NOBODY }, { reference: ' order-17 ' }])
      expect(isToldOtherwise(row, { ...full, ...same })).toBe(false);
    expect(isToldOtherwise(bookDoubt('m', bare, []), otherwise)).toBe(false);
  });

  it('tells otherwise with a mask that does not hide the payer', () => {
    const masked = (tail: string) => ({
      ...full,
      payer: { form: 'masked', value: `2547*****${tail}` } as const,
    });
    expect(isToldOtherwise(row, masked(PHONE.slice(-3)))).toBe(false);
    expect(isToldOtherwise(row, masked('126'))).toBe(true);
  });

  it('is corrected by M-Pesa’s own records alone, where they tell otherwise, and no further than that', () => {
    const pulled = { ...otherwise, source: 'pull' } as const;
    const number = { phone: ANOTHER.value, phoneMasked: null, phoneHash: null };
    expect(correctionOf(row, pulled)).toEqual({ reference: 'ORDER-18', ...number, partyName: 'Wanjiku' });
    expect(correctionOf(row, { ...pulled, payer: NOBODY })).toEqual({ reference: 'ORDER-18' });
    expect(correctionOf(row, { ...pulled, reference: null })).toMatchObject({ reference: 'ORDER-17' });
    for (const same of [otherwise, { ...full, source: 'pull' as const }])
      expect(correctionOf(row, same)).toBeNull();
    expect(correctionOf({ ...row, erasedAt: NOON }, pulled)).toBeNull();
  });

  it('is held against nothing that was erased, and M-Pesa’s own records never tell otherwise', () => {
    expect(isToldOtherwise({ ...row, erasedAt: NOON }, otherwise)).toBe(false);
    expect(isToldOtherwise(row, { ...otherwise, source: 'pull' })).toBe(false);
  });
});
