import { describe, expect, it } from '@jest/globals';
import type { C2bValidationRequest, C2bVerdict } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { expectNoSuccess, expectOneSuccess, moneyMoved } from '../../support/money.js';
import { testApp } from '../../support/test-app.js';
import { askFirst, johnPays, lastVerdict, PAYBILL, validatorThat } from './customers.js';

const ACCEPTED = { ResultCode: 0, ResultDesc: 'Accepted' };
const forEver = (): Promise<C2bVerdict> => new Promise(() => undefined);
const throws = (): never => {
  throw new Error('the shop is on fire');
};

describe.each(testDatabases())('M-Pesa asks whether a C2B payment is welcome, on %s', (kind) => {
  it('and is told yes, with the integer 0, by a host without validator', async () => {
    const shop = await testApp().on(kind).start();
    await askFirst(shop);
    expect(await johnPays(shop)).toMatchObject({ accepted: true });
    expect(lastVerdict(shop)).toEqual(ACCEPTED);
    expect(await expectOneSuccess(shop)).toMatchObject({
      kind: 'c2b',
      reference: 'INV-77',
      requested: false,
    });
  });

  it('and is told yes with the text "0" where the shortcode wants it so', async () => {
    const shop = await testApp()
      .on(kind)
      .options({ validation: { acceptCode: '0' } })
      .start();
    await askFirst(shop);
    expect(await johnPays(shop)).toMatchObject({ accepted: true });
    expect(lastVerdict(shop)).toEqual({ ...ACCEPTED, ResultCode: '0' });
    await expectOneSuccess(shop);
  });

  it('and is told no with C2B00012, so that no money moves and no payment is made', async () => {
    const refusing = validatorThat(({ reference }) =>
      reference === 'INV-77'
        ? { accept: true }
        : { accept: false, code: 'C2B00012', reason: 'No such order' },
    );
    const shop = await testApp().on(kind).providers([refusing]).start();
    await askFirst(shop);
    expect(await johnPays(shop, 'INV-78')).toMatchObject({ accepted: false, resultCode: 'C2B00012' });
    expect(lastVerdict(shop)).toEqual({ ResultCode: 'C2B00012', ResultDesc: 'No such order' });
    await expectNoSuccess(shop);
    expect(moneyMoved(shop)).toEqual([]);
    expect((await shop.payments.find()).items).toEqual([]);
  });

  it('and the validator is told all that M-Pesa knows', async () => {
    const asked: C2bValidationRequest[] = [];
    const curious = validatorThat((request) => (asked.push(request), { accept: true }));
    const shop = await testApp().on(kind).providers([curious]).start();
    await askFirst(shop);
    const { receipt } = await johnPays(shop, ' INV-77 ', 2_500);
    expect(asked).toEqual([
      {
        receipt,
        account: 'default',
        shortcode: PAYBILL,
        till: null,
        reference: 'INV-77',
        amountCents: 250_000,
        payerName: 'JOHN DOE',
        phone: null,
        phoneMasked: '2547 ***** 149',
        phoneHash: null,
        transactionType: 'Pay Bill',
        at: expect.any(Number),
      },
    ]);
  });

  it('and what the validator gives along comes back in the confirmation', async () => {
    const tagging = validatorThat(() => ({ accept: true, thirdPartyTransactionId: 'ticket-4711' }));
    const shop = await testApp().on(kind).providers([tagging]).start();
    await askFirst(shop);
    await johnPays(shop);
    expect(lastVerdict(shop)).toEqual({ ...ACCEPTED, ThirdPartyTransID: 'ticket-4711' });
    const confirmation = shop.sim.requests().findLast(({ op }) => op === 'c2b-confirmation');
    expect(confirmation?.requestBody).toMatchObject({ ThirdPartyTransID: 'ticket-4711' });
    await expectOneSuccess(shop);
  });

  it.each([
    ['too slow', forEver, 'no verdict within 100 ms'],
    ['throwing', throws, '": Error\n'],
    ['without a verdict', () => undefined as unknown as C2bVerdict, 'the validator gave no verdict'],
    ['inventing codes', () => ({ accept: false, code: 'NO' }) as unknown as C2bVerdict, 'gave no verdict'],
  ])('and a validator that is %s means yes, unless the host says no', async (_what, judge, why) => {
    for (const onFailure of ['accept', 'reject'] as const) {
      const validation = { deadlineMs: 100, onFailure };
      const shop = await testApp()
        .on(kind)
        .options({ validation })
        .providers([validatorThat(judge)])
        .start();
      await askFirst(shop);
      const { accepted, resultCode } = await johnPays(shop);
      expect({ accepted, resultCode }).toEqual(
        onFailure === 'accept' ? { accepted: true } : { accepted: false, resultCode: 'C2B00016' },
      );
      expect(moneyMoved(shop)).toEqual(accepted ? [15_000] : []);
      expect(shop.log.of('warn').join()).toContain(why);
    }
  });
});

describe('a validation request', () => {
  it('that names a foreign shortcode, or is none at all, is refused', async () => {
    const shop = await testApp().start();
    const url = shop.callbackUrl('c2b-validation', PAYBILL);
    const foreign = { TransID: 'UKL51ZDR4F', TransAmount: '5.00', BusinessShortCode: '600000' };
    expect((await shop.post(url, foreign)).body).toMatchObject({ ResultCode: 'C2B00015' });
    expect((await shop.post(url, { hello: 'world' })).body).toMatchObject({ ResultCode: 'C2B00016' });
  });

  it('from an unlisted address under "enforce" never reaches the validator', async () => {
    const shop = await testApp()
      .options({ callbacks: { sourceAddresses: { mode: 'enforce' } }, validation: { onFailure: 'reject' } })
      .providers([validatorThat(throws)])
      .start();
    await askFirst(shop);
    expect(await johnPays(shop)).toMatchObject({ accepted: false, resultCode: 'C2B00016' });
    expect((await shop.inbox.quarantined()).items).toMatchObject([{ kind: 'c2b-validation' }]);
    expect(shop.log.of('warn').join()).not.toContain(': Error\n');
  });

  it('is answered with a reason of at most ninety characters', async () => {
    const wordy = validatorThat(() => ({ accept: false, code: 'C2B00013', reason: 'x'.repeat(200) }));
    const shop = await testApp().providers([wordy]).start();
    await askFirst(shop);
    await johnPays(shop);
    expect(lastVerdict(shop)).toEqual({ ResultCode: 'C2B00013', ResultDesc: 'x'.repeat(90) });
  });
});
