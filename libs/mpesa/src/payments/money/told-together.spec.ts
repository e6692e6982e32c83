import { describe, expect, it } from '@jest/globals';
import { moneyReceived, NOON, PHONE, succeeded } from '../../testing/in-memory/sample-payments.js';
import type { MoneyReceivedFact } from '../payment-fact.js';
import { toldTogether } from './told-together.js';

const MASKED = { form: 'masked', value: `2547*****${PHONE.slice(-3)}` } as const;
const NOBODY = { form: 'none', value: '' } as const;
const CLEAR = { form: 'clear', value: PHONE } as const;

const timed = moneyReceived({ payer: MASKED, completedAt: NOON });
const untimed = moneyReceived({ payer: CLEAR, completedAt: null, reference: null });

function told(...facts: MoneyReceivedFact[]): unknown[] {
  return toldTogether(facts).map((fact) => fact.type === 'money-received' && [fact.completedAt, fact.payer]);
}

describe('what a batch tells of one receipt', () => {
  it('is put together: the time of one, the payer and the account number of another', () => {
    expect(told(timed, untimed)).toEqual([
      [NOON, CLEAR],
      [NOON, CLEAR],
    ]);
    expect(told(untimed, { ...timed, payer: NOBODY })).toEqual([
      [NOON, CLEAR],
      [NOON, CLEAR],
    ]);
    expect(toldTogether([untimed, timed])[0]).toMatchObject({ reference: timed.reference });
  });

  it('changes nothing that a fact tells itself', () => {
    const own = { ...timed, payer: { form: 'clear', value: '254733000126' } } as const;
    expect(told(own, untimed, { ...own, completedAt: NOON + 1 })[0]).toEqual([NOON, own.payer]);
  });

  it.each([
    ['another receipt', { receipt: 'OTHER00001' }],
    ['another account of the host', { account: 'second' }],
    ['another amount', { amountCents: untimed.amountCents + 100 }],
    ['an address that is not Safaricom’s', { elsewhere: true }],
  ])('takes nothing from %s', (_, other) => {
    expect(told(timed, { ...untimed, ...other })[0]).toEqual([NOON, MASKED]);
  });

  it('takes no payer whom the mask does not hide, and no mask for a number', () => {
    const another = { form: 'clear', value: '254733000555' } as const;
    expect(told(timed, { ...untimed, payer: another })).toEqual([
      [NOON, MASKED],
      [NOON, another],
    ]);
  });

  it('leaves news of payments as it is, and all in its place', () => {
    const news = succeeded();
    expect(toldTogether([news, timed])).toEqual([news, timed]);
  });
});
