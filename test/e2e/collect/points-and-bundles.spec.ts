import { describe, expect, it } from '@jest/globals';
import { BongaService, DataBundlesService } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { expectOneSuccess, moneyMoved } from '../../support/money.js';
import { testApp } from '../../support/test-app.js';

const JANE = '254712345678';

describe.each(testDatabases())('Lipa na Bonga, on %s', (kind) => {
  it('pays a bill with points, which arrives as a payment nobody pushed', async () => {
    const shop = await testApp().on(kind).start();
    await shop.c2b.registerUrls();
    const bonga = shop.app.get(BongaService);
    expect(await bonga.worth({ points: 500 })).toMatchObject({ points: 500, amountCents: 10_000, rate: 0.2 });
    const order = { phone: '0712 345 678', amount: 100, points: 500, reference: 'INV-9' };
    expect(await bonga.redeem(order)).toEqual({
      customerMessage: 'Dear customer, your request was processed successfully',
      requestId: expect.any(String),
    });
    const paid = await expectOneSuccess(shop);
    expect(paid).toMatchObject({ kind: 'c2b', amountCents: 10_000, reference: 'INV-9', requested: false });
  });

  it('is not asked for a second time when nothing came back, and the payment is booked all the same', async () => {
    const shop = await testApp().on(kind).start();
    await shop.c2b.registerUrls();
    shop.sim.addFault({ op: 'bonga-redeem', fault: 'ack-lost' });
    const order = { phone: JANE, amount: 20, points: 100, reference: 'INV-10' };
    await expect(shop.app.get(BongaService).redeem(order)).rejects.toMatchObject({
      code: 'daraja-outcome-unknown',
      moneyMayHaveMoved: true,
    });
    expect(shop.sim.requests().filter(({ op }) => op === 'bonga-redeem')).toHaveLength(1);
    expect(await expectOneSuccess(shop)).toMatchObject({ amountCents: 2_000, reference: 'INV-10' });
  });
});

it('points that Safaricom refuses to take pay nothing', async () => {
  const shop = await testApp().jobs(false).start();
  shop.sim.addFault({ op: 'bonga-redeem', fault: 'ok-with-error-body' });
  const order = { phone: JANE, amount: 20, points: 100, reference: 'INV-11' };
  const refused = { code: 'daraja-rejected', product: 'bonga', moneyMayHaveMoved: false };
  await expect(shop.app.get(BongaService).redeem(order)).rejects.toMatchObject(refused);
  expect(moneyMoved(shop)).toEqual([]);
});

describe('a data bundle', () => {
  it('is on offer, is bought once with the customer’s M-Pesa, and its purchase can be asked about', async () => {
    const shop = await testApp().jobs(false).start();
    const bundles = shop.app.get(DataBundlesService);
    const [bundle] = await bundles.offers({ phone: JANE });
    expect(bundle).toMatchObject({ id: '210001', priceCents: 9_900, megabytes: '1024' });
    const bought = await bundles.purchase({ phone: JANE, bundle: bundle!, payBy: 'm-pesa', id: 'bundle-1' });
    expect(bought).toMatchObject({ id: 'bundle-1', customerMessage: 'Bundle purchase was successful' });
    expect(moneyMoved(shop)).toEqual([9_900]);
    expect(await bundles.status({ id: 'bundle-1' })).toMatchObject({ id: 'bundle-1', message: 'Success' });
  });

  it('whose purchase was not answered is not bought again, and is found by its id', async () => {
    const shop = await testApp().jobs(false).start();
    const bundles = shop.app.get(DataBundlesService);
    const [bundle] = await bundles.offers({ phone: JANE });
    shop.sim.addFault({ op: 'bundle-purchase', fault: 'ack-lost' });
    const buying = bundles.purchase({ phone: JANE, bundle: bundle!, payBy: 'm-pesa', id: 'bundle-2' });
    await expect(buying).rejects.toMatchObject({ code: 'daraja-outcome-unknown' });
    expect(moneyMoved(shop)).toEqual([9_900]);
    expect(await bundles.status({ id: 'bundle-2' })).toMatchObject({ id: 'bundle-2' });
  });

  it('that Safaricom refuses to sell is not paid', async () => {
    const shop = await testApp().jobs(false).start();
    const bundles = shop.app.get(DataBundlesService);
    const [bundle] = await bundles.offers({ phone: JANE });
    shop.sim.addFault({ op: 'bundle-purchase', fault: 'ok-with-error-body' });
    const buying = bundles.purchase({ phone: JANE, bundle: bundle!, payBy: 'm-pesa', id: 'bundle-3' });
    const refused = { code: 'daraja-rejected', product: 'data-bundles' };
    await expect(buying).rejects.toMatchObject(refused);
    await expect(bundles.status({ id: 'bundle-3' })).rejects.toMatchObject({ ...refused, errorCode: '1001' });
    expect(moneyMoved(shop)).toEqual([]);
  });
});
