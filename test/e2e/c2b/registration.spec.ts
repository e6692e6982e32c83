import { describe, expect, it } from '@jest/globals';
import { DarajaRejectedError } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { expectOneSuccess } from '../../support/money.js';
import { PASSKEY, testApp, testSimulator } from '../../support/test-app.js';
import { askFirst, johnPays, PAYBILL, TILL } from './customers.js';

const OLD = 'the-secret-of-last-year';
const NEW = 'the-secret-of-this-year';
const v1World = {
  seed: { shortcodes: [{ number: PAYBILL, type: 'paybill' as const, passkey: PASSKEY, c2b: 'v1' as const }] },
};

describe.each(testDatabases())('C2B URLs, on %s', (kind) => {
  it.each(['v1', 'v2'] as const)(
    'are registered with %s, and Safaricom has exactly them',
    async (version) => {
      const sim = await testSimulator(version === 'v1' ? v1World : {});
      const shop = await testApp().on(kind).withSimulator(sim).options({ c2b: { version } }).start();
      const registered = await shop.c2b.registerUrls();
      const urls = {
        confirmationUrl: shop.callbackUrl('c2b-confirmation', PAYBILL),
        validationUrl: shop.callbackUrl('c2b-validation', PAYBILL),
        responseType: 'Completed',
      };
      expect(registered).toMatchObject({ ...urls, version, outcome: 'registered', answerCode: '0' });
      expect(sim.shortcode(PAYBILL).registration).toEqual({ ...urls, version });
      expect(sim.requests().findLast(({ op }) => op === 'c2b-register')?.url).toContain(`/${version}/`);
    },
  );

  it.each([
    ['full', '0', 'Success'],
    ['description-only', null, 'Success'],
    ['zeros', '00000000', 'Success'],
    ['v1-extra', '0', 'Success'],
  ] as const)('count as registered after the answer "%s"', async (registerReply, answerCode, answerText) => {
    const sim = await testSimulator({ settings: { registerReply } });
    const shop = await testApp().on(kind).withSimulator(sim).start();
    expect(await shop.c2b.registerUrls()).toMatchObject({ outcome: 'registered', answerCode, answerText });
  });

  it('carry the wish for what happens when nobody answers', async () => {
    const shop = await testApp()
      .on(kind)
      .options({ c2b: { responseType: 'Cancelled' } })
      .start();
    await shop.c2b.registerUrls();
    expect(shop.sim.shortcode(PAYBILL).registration?.responseType).toBe('Cancelled');
  });

  it('that production has already count as done, with a warning, and keep working under a new secret', async () => {
    const sim = await testSimulator({ settings: { production: true } });
    const before = await testApp()
      .on(kind)
      .withSimulator(sim)
      .options({ callbacks: { secret: OLD } })
      .start();
    const first = await before.c2b.registerUrls();
    const { baseUrl } = before;
    const after = await testApp()
      .beside(before)
      .options({ callbacks: { baseUrl, secret: [NEW, OLD] } })
      .start();
    const again = await after.c2b.registerUrls();
    expect(again).toMatchObject({ outcome: 'already-registered', answerCode: '500.003.1001' });
    expect(after.log.of('warn').join()).toMatch(/174379: Safaricom keeps the URLs it has/);
    // Ours would be signed anew; what Safaricom has is what was registered first.
    expect(again.confirmationUrl).toBe(first.confirmationUrl);
    expect(again.registeredAt).toBe(first.registeredAt);
    await johnPays(after);
    await expectOneSuccess(after);
  });

  it('are kept without their tokens in clear, and told in full', async () => {
    const shop = await testApp().on(kind).start();
    const { confirmationUrl, validationUrl } = await shop.c2b.registerUrls();
    const rows = JSON.stringify(await shop.database.query('SELECT * FROM mpesa_c2b_registration'));
    expect(rows).toContain('/callbacks/c2b-confirmation/174379/');
    for (const url of [confirmationUrl, validationUrl]) {
      const [token = ''] = /[0-9a-f]{32}$/.exec(url) ?? [];
      expect(token).toHaveLength(32);
      expect(rows).not.toContain(token);
    }
    expect(await shop.c2b.registration()).toMatchObject({ confirmationUrl, validationUrl });
  });

  it('of the other C2B product are refused with all that Safaricom said', async () => {
    const shop = await testApp()
      .on(kind)
      .withSimulator(await testSimulator(v1World))
      .start();
    const error = await shop.c2b.registerUrls().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DarajaRejectedError);
    expect(error).toMatchObject({ httpStatus: 401, errorCode: '401.003.01', requestId: expect.any(String) });
    expect(await shop.c2b.registration()).toBeNull();
  });

  it('are remembered with the last validation and confirmation that came by them', async () => {
    const shop = await testApp().on(kind).start();
    expect(await shop.c2b.registration()).toBeNull();
    const registered = await shop.c2b.registerUrls();
    expect(await shop.c2b.registration()).toEqual({
      ...registered,
      lastValidationAt: null,
      lastConfirmationAt: null,
    });
    await askFirst(shop);
    await johnPays(shop);
    await expectOneSuccess(shop);
    const seen = { lastValidationAt: expect.any(Number), lastConfirmationAt: expect.any(Number) };
    expect(await shop.c2b.registration()).toMatchObject(seen);
  });
});

describe.each(testDatabases())('a simulated C2B payment, on %s', (kind) => {
  it('to the pay bill is confirmed like a real one', async () => {
    const shop = await testApp().on(kind).start();
    await shop.c2b.registerUrls();
    const request = { phone: '0708 374 149', amount: 20, reference: 'INV 77/b' };
    expect(await shop.c2b.simulate(request)).toEqual({ originatorConversationId: expect.any(String) });
    await shop.sim.settled();
    expect(await expectOneSuccess(shop)).toMatchObject({ reference: 'INV 77/b', amountCents: 2_000 });
  });

  it('to a till carries no account', async () => {
    const shop = await testApp().on(kind).options(TILL).start();
    await shop.c2b.registerUrls();
    await shop.c2b.simulate({ phone: '0708 374 149', amount: 20 });
    await shop.sim.settled();
    const sent = shop.sim.requests().findLast(({ op }) => op === 'c2b-simulate');
    expect(sent?.requestBody).toMatchObject({ CommandID: 'CustomerBuyGoodsOnline', BillRefNumber: null });
    expect(await expectOneSuccess(shop)).toMatchObject({ reference: null, till: TILL.till });
  });
});
