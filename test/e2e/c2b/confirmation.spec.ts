import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { expectOneSuccess } from '../../support/money.js';
import { movedAt } from '../../support/story.js';
import { storedCallbacks } from '../../support/stored-callbacks.js';
import { PASSKEY, testApp, testSimulator } from '../../support/test-app.js';
import { JOHN, johnPays, TILL } from './customers.js';

const MASKED = '2547 ***** 149';
const HASHED = createHash('sha256').update(JOHN).digest('hex');

/** A world in which the pay bill has this C2B product and shows payers in this form. */
const world = (c2b: 'v1' | 'v2', msisdn: 'masked' | 'hashed' | 'clear') => ({
  seed: { shortcodes: [{ number: '174379', type: 'paybill' as const, passkey: PASSKEY, c2b, msisdn }] },
});

describe.each(testDatabases())('a customer pays the pay bill by hand, on %s', (kind) => {
  it('and the confirmation becomes a payment with all that M-Pesa tells', async () => {
    const shop = await testApp().on(kind).start();
    await shop.c2b.registerUrls();
    const { receipt } = await johnPays(shop);
    const told = {
      kind: 'c2b',
      direction: 'in',
      receipt,
      amountCents: 15_000,
      reference: 'INV-77',
      partyName: 'JOHN DOE',
      transactionType: 'Pay Bill',
      phone: null,
      settledBy: 'c2b',
    };
    const success = await expectOneSuccess(shop);
    expect(success).toMatchObject(told);
    expect(success.completedAt).toBe(movedAt(shop.sim, receipt));
    expect(await shop.payments.get(success.paymentId)).toMatchObject({
      status: 'succeeded',
      partyName: 'JOHN DOE',
    });
  });

  it.each([
    ['v1', 'hashed', { phone: null, phoneMasked: null, phoneHash: HASHED }],
    ['v2', 'masked', { phone: null, phoneMasked: MASKED, phoneHash: null }],
    ['v2', 'clear', { phone: JOHN }],
  ] as const)('and %s shows the payer %s', async (version, msisdn, payer) => {
    const sim = await testSimulator(world(version, msisdn));
    const shop = await testApp().on(kind).withSimulator(sim).options({ c2b: { version } }).start();
    await shop.c2b.registerUrls();
    await johnPays(shop);
    expect(await expectOneSuccess(shop)).toMatchObject(payer);
  });

  it('and production, which leaves keys out, tells the first name only', async () => {
    const sim = await testSimulator({ settings: { production: true } });
    const shop = await testApp().on(kind).withSimulator(sim).start();
    await shop.c2b.registerUrls();
    await johnPays(shop);
    const [stored] = await storedCallbacks(shop);
    expect(JSON.parse(String(stored?.body))).not.toHaveProperty('LastName');
    expect(await expectOneSuccess(shop)).toMatchObject({ partyName: 'JOHN', receipt: expect.any(String) });
  });

  it('and ten copies of the confirmation at once are one payment', async () => {
    const shop = await testApp().on(kind).start();
    await shop.c2b.registerUrls();
    shop.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-duplicated', copies: 10, parallel: true });
    await johnPays(shop);
    await expectOneSuccess(shop);
    expect((await shop.payments.find()).items).toHaveLength(1);
  });

  it('and twice the same sum for the same account are two payments', async () => {
    const shop = await testApp().on(kind).start();
    await shop.c2b.registerUrls();
    const receipts = [(await johnPays(shop)).receipt, (await johnPays(shop)).receipt];
    await shop.work.inbox();
    await shop.work.outbox();
    expect(shop.handled.map(({ receipt }) => receipt).sort()).toEqual(receipts.sort());
    expect(shop.sim.shortcode('174379').balanceCents).toBe(30_000);
  });
});

describe.each(testDatabases())('a customer pays a till by hand, on %s', (kind) => {
  it.each(['store', 'till'] as const)('which the confirmation names by its %s number', async (c2bNumber) => {
    const till = {
      number: TILL.shortcode,
      type: 'till' as const,
      till: TILL.till,
      passkey: PASSKEY,
      c2bNumber,
    };
    const sim = await testSimulator({ seed: { shortcodes: [till] } });
    const shop = await testApp().on(kind).withSimulator(sim).options(TILL).start();
    await shop.c2b.registerUrls();
    await sim.pay(JOHN, { shortcode: TILL.till, amount: 90 });
    expect(await expectOneSuccess(shop)).toMatchObject({
      accountType: 'till',
      shortcode: TILL.shortcode,
      till: TILL.till,
      reference: null,
      amountCents: 9_000,
      transactionType: 'Customer Merchant Payment',
    });
  });
});
