/** The two pages in the hands of a person: a shop window and a table full of phones, in a real Chromium. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { PAYBILL, PHONE, startTestShop, type TestShop } from '../../apps/shop/test/support.js';

const CHROMIUM = '/usr/bin/chromium';
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];

const missing = !existsSync(CHROMIUM);
if (missing && process.env.CI !== 'true') {
  process.stderr.write(
    `!!! NO BROWSER, the pages are not tested: ${CHROMIUM} is missing (Debian: apt-get install chromium) !!!\n`,
  );
}

(missing && process.env.CI !== 'true' ? describe.skip : describe)(
  'the pages of the shop and the simulator',
  () => {
    let browser: Browser;
    let shop: TestShop;
    let window: Page;
    let phones: Page;
    let complaints: string[];

    beforeAll(async () => void (browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET })));
    afterAll(() => browser?.close());

    beforeEach(async () => {
      shop = await startTestShop();
      complaints = [];
      const context = await browser.newContext();
      [window, phones] = [await context.newPage(), await context.newPage()];
      for (const page of [window, phones]) {
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('console', (line) => void (line.type() === 'error' && complaints.push(line.text())));
        page.on('request', (request) => {
          const near = [shop.url, shop.sim.url].some((url) => request.url().startsWith(url));
          if (!near) complaints.push(`asks for ${request.url()}`);
        });
      }
      await phones.goto(shop.sim.url);
      await window.goto(shop.url);
      await window.evaluate('window.sameDocument = true');
    });

    afterEach(async () => {
      await window?.context().close();
      await shop?.close();
    });

    const phone = (): Locator => phones.getByTestId(`phone-${PHONE}`);
    const status = (text: string): Locator => window.getByTestId('status').getByText(text, { exact: true });

    async function buy(name: string): Promise<string> {
      await window.getByRole('button', { name: `Buy ${name}` }).click();
      await window.getByTestId('order-number').waitFor();
      return window.getByTestId('order-number').innerText();
    }

    it('let one buy, tap the phone, and see the order turn paid without reloading', async () => {
      await buy('Nyeri coffee');
      await window.getByLabel('Your M-Pesa number').fill('0708 374149');
      await window.getByRole('button', { name: 'Pay with M-Pesa' }).click();
      await status('Look at your phone').waitFor();
      await phone().getByLabel('M-PESA PIN').fill('1234');
      await phone().getByRole('button', { name: 'Pay', exact: true }).click();
      await status('Paid').waitFor();
      expect(await window.evaluate('window.sameDocument')).toBe(true);
      expect(await window.getByRole('button', { name: 'Pay with M-Pesa' }).isVisible()).toBe(false);
      expect(shop.sim.phone(PHONE).balanceCents).toBe((50_000 - 650) * 100);
      expect(complaints).toEqual([]);
    });

    it('do with the keyboard alone', async () => {
      await tabTo(window, window.getByRole('button', { name: 'Buy Postcard' }));
      await window.keyboard.press('Enter');
      await window.getByTestId('order-number').waitFor();
      await tabTo(window, window.getByLabel('Your M-Pesa number'));
      await window.keyboard.type('0708374149');
      await window.keyboard.press('Enter');
      await status('Look at your phone').waitFor();

      const pin = phone().getByLabel('M-PESA PIN');
      await pin.waitFor();
      await phones.bringToFront();
      await tabTo(phones, pin);
      await phones.keyboard.type('1234');
      await phones.keyboard.press('Enter');
      await status('Paid').waitFor();
      expect(complaints).toEqual([]);
    });

    it('say why a payment was not made, and let one try again', async () => {
      await buy('Kericho tea');
      await window.getByRole('button', { name: 'Pay with M-Pesa' }).click();
      await phone().getByRole('button', { name: 'Cancel' }).click();
      await status('Not paid').waitFor();
      expect(await window.getByTestId('status').innerText()).toContain('cancelled on the phone');
      await window.getByRole('button', { name: 'Try again' }).click();
      await phone().getByRole('button', { name: 'Pay', exact: true }).click();
      await status('Paid').waitFor();
      expect(complaints).toEqual([]);
    });

    it('tell what to enter when paying by hand, and see that money too', async () => {
      const account = await buy('Baringo honey');
      const byHand = window.getByRole('region', { name: 'Or pay by hand' });
      for (const text of [PAYBILL, account, '900']) await byHand.getByText(text, { exact: true }).waitFor();
      await shop.sim.pay(PHONE, { shortcode: PAYBILL, account, amount: 900 });
      await status('Paid').waitFor();
      expect(complaints).toEqual([]);
    });

    it('name what is wrong with a phone number beside it', async () => {
      await buy('Postcard');
      await window.getByLabel('Your M-Pesa number').fill('12');
      await window.getByRole('button', { name: 'Pay with M-Pesa' }).click();
      await window.getByRole('alert').getByText('must be a Kenyan mobile number').waitFor();
      expect(shop.sim.requests().filter(({ op }) => op === 'stkpush')).toEqual([]);
    });
  },
);

/** Presses Tab until `wanted` has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await wanted.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('sixty times Tab did not lead there');
}
