import { describe, expect, it } from '@jest/globals';
import { initiatorPasswordProblems } from '../signing/initiator-password.js';
import { b2bProblems, b2cAmountProblems, operatorTextProblems } from './request-rules.js';

const fields = (problems: readonly { field: string }[]): string[] => problems.map(({ field }) => field);

describe('the texts of a request', () => {
  it('pass at their limits, and when they are left out', () => {
    expect(
      operatorTextProblems({
        remarks: 'ok',
        occasion: 'o'.repeat(100),
        originatorConversationId: 'i'.repeat(50),
        initiator: 'a'.repeat(50),
      }),
    ).toEqual([]);
    expect(operatorTextProblems({})).toEqual([]);
    expect(operatorTextProblems({ remarks: 'r'.repeat(100) })).toEqual([]);
  });

  it('are named when they are too short or too long', () => {
    const problems = operatorTextProblems({
      remarks: 'x',
      occasion: 'o'.repeat(101),
      originatorConversationId: 'i'.repeat(51),
      initiator: 'a'.repeat(51),
    });
    expect(fields(problems)).toEqual(['remarks', 'occasion', 'originatorConversationId', 'initiator']);
    expect(problems[0]?.rule).toBe('must have 2 to 100 characters');
    for (const remarks of ['', ' x ', '   ', 'r'.repeat(101)]) {
      expect(fields(operatorTextProblems({ remarks }))).toEqual(['remarks']);
    }
  });
});

describe('the amount of a B2C payment', () => {
  it.each([10, 250_000])('may be %p', (amount) => expect(b2cAmountProblems(amount)).toEqual([]));
  it.each([0, 9, 250_001, 10.5, Number.NaN, Infinity])('may not be %p', (amount) =>
    expect(fields(b2cAmountProblems(amount))).toEqual(['amount']),
  );
});

describe('a B2B payment', () => {
  const payBill = { command: 'BusinessPayBill', from: '600979', to: '600000', account: '353353' } as const;

  it('needs an account at a pay bill, of at most 13 characters', () => {
    expect(b2bProblems(payBill)).toEqual([]);
    expect(b2bProblems({ ...payBill, account: 'x'.repeat(13) })).toEqual([]);
    expect(fields(b2bProblems({ ...payBill, account: 'x'.repeat(14) }))).toEqual(['account']);
    expect(fields(b2bProblems({ ...payBill, account: undefined }))).toEqual(['account']);
    expect(fields(b2bProblems({ ...payBill, account: '' }))).toEqual(['account']);
    expect(b2bProblems({ ...payBill, command: 'BusinessBuyGoods', account: undefined })).toEqual([]);
  });

  it('goes to somebody else, but for own Working to own Utility', () => {
    expect(fields(b2bProblems({ ...payBill, to: payBill.from }))).toEqual(['to']);
    const within = { command: 'BusinessTransferFromMMFToUtility', from: '600979' } as const;
    expect(b2bProblems({ ...within, to: '600979' })).toEqual([]);
    expect(fields(b2bProblems({ ...within, to: '600000' }))).toEqual(['to']);
  });
});

describe('the password of an operator', () => {
  const severities = (password: string): string[] =>
    initiatorPasswordProblems(password).map(({ severity }) => severity);

  it.each(['Safaricom999!*!', 'abcABC123#&%$'])('may be %p', (password) =>
    expect(initiatorPasswordProblems(password)).toEqual([]),
  );

  it.each([' secret1', 'secret1 ', 'secret1\n', '', 'sec(ret', 'sec)ret'])('may not be %p', (password) =>
    expect(severities(password)).toEqual(['error']),
  );

  it.each(['secret@1', 'secret.1', 'pässwort', 'two words'])('gets a warning for %p', (password) =>
    expect(severities(password)).toEqual(['warning']),
  );

  it('is looked at up to a length that no key can encrypt, and is refused beyond it', () => {
    expect(severities('a'.repeat(1_024))).toEqual([]);
    expect(severities('('.repeat(1_025))).toEqual(['error']);
  });

  it('is never repeated in what is said of it', () => {
    const told = JSON.stringify(initiatorPasswordProblems(' hunter2(@ '));
    expect(told).not.toContain('hunter2');
    expect(severities(' hunter2(@ ')).toEqual(['error', 'error', 'warning']);
  });
});
