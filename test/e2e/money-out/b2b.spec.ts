import { describe, expect, it } from '@jest/globals';
import type { ShortcodeSeed } from 'daraja-simulator';
import { DarajaOutcomeUnknownError, type B2bCommand, type B2bRequest } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { expectFailedOnce, expectPaidOnce, journal } from '../../support/story.js';
import { office, OFFICE, OPERATOR } from './office.js';
import { LANDLORD, paidOut, STORE, TILL } from './products.js';

const utility = (number: string): string => `shortcode:${number}`;
const working = (number: string): string => `shortcode:${number}:working`;

/** Command, receiver, and between which accounts its money moves. */
const MOVES: [command: B2bCommand, to: string, debit: string, credit: string][] = [
  ['BusinessPayBill', LANDLORD, working(OFFICE), utility(LANDLORD)],
  ['BusinessBuyGoods', TILL, working(OFFICE), utility(STORE)],
  ['BusinessPayToBulk', LANDLORD, working(OFFICE), utility(LANDLORD)],
  ['BusinessTransferFromMMFToUtility', OFFICE, working(OFFICE), utility(OFFICE)],
  ['DisburseFundsToBusiness', LANDLORD, utility(OFFICE), working(LANDLORD)],
  ['BusinessToBusinessTransfer', LANDLORD, working(OFFICE), working(LANDLORD)],
];
const FEE: ShortcodeSeed[] = [OFFICE, LANDLORD].map((number) => ({
  number,
  type: 'paybill',
  initiators: [OPERATOR],
  workingCents: 1_000_000_00,
  chargeCents: { b2b: 77_00 },
}));

describe.each(testDatabases())('a payment to an organisation, on %s', (kind) => {
  it.each(MOVES)('by %s to %s leaves %s and reaches %s', async (command, to, debit, credit) => {
    const it = await office(kind);
    const { id } = await it.b2b.pay({ command, to, amount: 2_500, reference: 'HOUSE-4' });
    const paid = await expectPaidOnce(id, it);
    expect(paid).toMatchObject({ party: to, reference: 'HOUSE-4', transactionType: command });
    expect(paid.kind).toBe(command === 'BusinessPayToBulk' ? 'top-up' : 'b2b');
    expect(paidOut(it)).toMatchObject([{ debit, credit, cents: 2_500_00, reference: 'HOUSE-4' }]);
  });

  it('by MerchantToMerchantTransfer goes from till to till, the payer named by its store number', async () => {
    const it = await office(kind, { type: 'till', shortcode: STORE, till: TILL });
    const tills = [STORE, '300601'].map((number): ShortcodeSeed => ({
      number,
      type: 'till',
      till: String(Number(number) + 1),
      initiators: [OPERATOR],
      balanceCents: 10_000_00,
    }));
    await it.sim.reset({ seed: { shortcodes: tills } });
    const { id } = await it.b2b.pay({ command: 'MerchantToMerchantTransfer', to: '300602', amount: 400 });
    await expectPaidOnce(id, it);
    expect(paidOut(it)).toMatchObject([{ debit: utility(STORE), credit: utility('300601'), cents: 400_00 }]);
    expect(journal(it.sim, 'b2b')).toMatchObject([
      { requestBody: { PartyA: STORE, SenderIdentifierType: '4', RecieverIdentifierType: '4' } },
    ]);
  });

  it('may name its receiver as a till', async () => {
    const it = await office(kind);
    const { id } = await it.b2b.buyGoods({ to: TILL, amount: 400, receiverType: 'till' });
    const paid = await expectPaidOnce(id, it);
    expect(journal(it.sim, 'b2b')).toMatchObject([
      { requestBody: { RecieverIdentifierType: '2', AccountReference: paid.reference } },
    ]);
  });

  it('tells what it cost and what the account holds after it', async () => {
    const it = await office(kind);
    await it.sim.reset({ seed: { shortcodes: FEE } });
    const { id } = await it.b2b.payBill({ to: LANDLORD, amount: 1_000, reference: 'HOUSE-4' });
    expect(await expectPaidOnce(id, it)).toMatchObject({
      feeCents: 77_00,
      partyName: `Shop ${LANDLORD}`,
      balances: [{ account: 'Working Account', currency: 'KES', availableCents: 999_000_00 }],
    });
  });

  it.each<[string, string, string, B2bRequest]>([
    ['a receiver that nobody knows', 'invalid-party', 'SFC_IC0003', bill({ to: '999999' })],
    ['a till that a pay bill was taken for', 'invalid-party', 'SFC_IC0003', bill({ to: TILL })],
    [
      'a command that only tills have',
      'not-permitted',
      '2028',
      bill({ command: 'MerchantToMerchantTransfer' }),
    ],
  ])('fails for %s', async (_, failure, resultCode, request) => {
    const it = await office(kind);
    const { id } = await it.b2b.pay(request);
    expect(await expectFailedOnce(id, failure, it)).toMatchObject({ resultCode });
    expect(paidOut(it)).toEqual([]);
  });

  it('answered by a back end that broke down is unknown, and is not said to be free to be sent again', async () => {
    const it = await office(kind);
    it.sim.addFault({ op: 'b2b', fault: 'ok-with-error-body' });
    const error = await it.b2b.pay(bill({})).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DarajaOutcomeUnknownError);
    expect(error).toMatchObject({ moneyMayHaveMoved: true });
    expect((await it.payments.find()).items).toMatchObject([{ status: 'unknown' }]);
  });
});

function bill(over: Partial<B2bRequest>): B2bRequest {
  return { command: 'BusinessPayBill', to: LANDLORD, amount: 1_000, reference: 'HOUSE-4', ...over };
}
