import { expect, it } from '@jest/globals';
import { describeInBrowser, useBrowser } from './support/browser.js';
import { PHONE } from './support/daraja-caller.js';
import { orgBodies, PATHS, PAYBILL, results } from './support/org-bodies.js';
import { useStage } from './support/stage.js';

describeInBrowser('the page, for organisations', () => {
  const stage = useStage({ settings: { reversals: 'authorised' } });
  const screen = useBrowser();

  it('shows accounts, authorises a reversal, unlocks an operator and rings for a merchant', async () => {
    const page = await screen.open(stage.sim.url);

    const { receipt } = await stage.sim.pay(PHONE, { shortcode: PAYBILL, account: 'A', amount: 10 });
    await stage.daraja.post(PATHS.reversal, { ...orgBodies(stage).reversal, TransactionID: receipt });
    await page.getByRole('button', { name: 'Authorise' }).click();
    await stage.sim.waitFor(() => results(stage)[0]);
    expect(results(stage)[0]?.ResultCode).toBe(0);
    await page.getByTestId('org-requests').getByText('Completed').waitFor();
    expect(await page.getByTestId(`shortcode-${PAYBILL}`).innerText()).toContain('5,000,000.00');

    stage.sim.setInitiator(PAYBILL, 'testapi', { locked: true });
    await page.getByRole('button', { name: 'Unlock testapi' }).click();
    await stage.sim.waitFor(() => !stage.sim.shortcode(PAYBILL).initiators[0]?.locked);

    await stage.daraja.post('/v1/ussdpush/get-msisdn', {
      primaryShortCode: '300584',
      receiverShortCode: '600000',
      amount: '71',
      paymentRef: 'INV-77',
      callbackUrl: stage.host.url('/ussd'),
      partnerName: 'Vendor',
      RequestRefID: 'ref-1',
    });
    const merchant = page.getByTestId('phone-254722000000');
    await merchant.getByText('Vendor: pay Ksh71.00').waitFor();
    await merchant.getByRole('button', { name: 'Cancel' }).click();
    await stage.sim.waitFor(() => stage.host.at('/ussd')[0]);
    expect(stage.host.at('/ussd')[0]?.body).toMatchObject({ resultCode: '4001' });
    expect(screen.complaints).toEqual([]);
  });
});
