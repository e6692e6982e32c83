import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser, useBrowser } from './support/browser.js';
import { useStage } from './support/stage.js';

const CUSTOMER = '254708374149';

/**
 * Every code of an answer, wherever it stands: Daraja writes them as texts (DARAJA-FACTS 0.3), but for the envelope with a
 * `header`, which carries a number (1.21).
 */
function codesIn(answer: string): unknown[] {
  const codes: unknown[] = [];
  const { header } = JSON.parse(answer, (key, value: unknown) => {
    if (/code$/i.test(key)) codes.push(value);
    return value;
  }) as { header?: unknown };
  return header ? [] : codes;
}

interface Exchange {
  status: string;
  request: string;
  answer: string;
}

describeInBrowser('the forms of every endpoint', () => {
  const stage = useStage();
  const screen = useBrowser();

  const open = async (hash = ''): Promise<Page> => {
    const page = await screen.open(`${stage.sim.url}/tools/try${hash}`);
    await page.getByTestId('endpoint').filter({ hasText: '/' }).waitFor();
    return page;
  };
  const send = async (page: Page, operation?: string): Promise<Exchange> => {
    if (operation) await page.getByTestId('operation').selectOption(operation);
    await page.evaluate('document.getElementById("status").textContent = ""');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByTestId('status').filter({ hasText: 'HTTP' }).waitFor();
    const [status, request, answer] = await Promise.all(
      ['status', 'request', 'answer'].map((id) => page.getByTestId(id).innerText()),
    );
    return { status: status ?? '', request: request ?? '', answer: answer ?? '' };
  };
  const caught = (page: Page, text: string): Promise<void> =>
    page.getByTestId('callback').first().filter({ hasText: text }).waitFor();

  it('push, ring, get paid and show the callback, newest first', async () => {
    const page = await open('#stkPush');
    const { status, request, answer } = await send(page);
    expect(status).toMatch(/^HTTP 200 in \d+ ms, with a new token$/);
    expect(request).toContain('POST /mpesa/stkpush/v1/processrequest');
    expect(request).toContain(`"CallBackURL": "${stage.sim.url}/tools/callbacks/stkpush/callback"`);
    expect(answer).toContain('"ResponseCode": "0"');

    await page.getByRole('button', { name: 'Pay on the phone of JOHN DOE' }).click();
    await caught(page, 'MpesaReceiptNumber');
    expect(stage.sim.phone(CUSTOMER).balanceCents).toBe(50_000_00 - 10_00);

    const query = await send(page, 'stkQuery');
    expect(query.answer).toContain('"ResultCode": "0"');
    expect(query.status).not.toContain('new token');

    const reversal = await send(page, 'reversal');
    expect(reversal.status).toContain('HTTP 200');
    await caught(page, 'OriginalTransactionID');
    expect(stage.sim.phone(CUSTOMER).balanceCents).toBe(50_000_00);
    expect(await page.getByTestId('callback').count()).toBe(2);
    expect(screen.complaints).toEqual([]);
  });

  it('compute a credential the simulator can read, and ask after what was paid', async () => {
    const page = await open('#b2cV3');
    expect((await send(page)).answer).toContain('"OriginatorConversationID": "try-');
    await caught(page, 'TransactionReceipt');
    expect((await send(page)).status).toContain('HTTP 200');
    await send(page, 'transactionStatus');
    await caught(page, '"TransactionStatus"');
    await send(page, 'accountBalance');
    await caught(page, 'Utility Account|KES|');
    expect(stage.sim.orgRequests().map(({ resultCode }) => resultCode)).toEqual([0, 0, 0, 0]);
    expect(screen.complaints).toEqual([]);
  });

  it('are there for every endpoint, filled in so that Daraja takes them, and answered with codes that are texts', async () => {
    const document = (await stage.daraja.call('/openapi.json')).body as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    const page = await open();
    const offered = await page
      .getByTestId('operation')
      .locator('option')
      .evaluateAll((options) => options.map((option) => option.getAttribute('value')));
    expect(offered).toEqual(ids);
    const statuses = new Map<string, string>();
    for (const id of ids) {
      const { status, answer } = await send(page, id);
      statuses.set(id, `${status.slice(0, 8)} ${status.includes('200') ? '' : answer}`.trim());
      expect([id, codesIn(answer).filter((code) => typeof code !== 'string')]).toEqual([id, []]);
      if (id === 'stkPush') {
        await stage.sim.answer(CUSTOMER, { action: 'pay' });
        await caught(page, 'MpesaReceiptNumber');
      }
    }
    expect(Object.fromEntries(statuses)).toEqual(Object.fromEntries(ids.map((id) => [id, 'HTTP 200'])));
  });

  it('fetch a new token when the old one died, and send again', async () => {
    const page = await open('#orgInfo');
    await send(page);
    expect((await send(page)).status).not.toContain('new token');
    await stage.sim.advance(3_700_000);
    expect((await send(page)).status).toMatch(/^HTTP 200 .*with a new token$/);
  });

  it('send what Daraja refuses as well, and show its refusal', async () => {
    const page = await open('#stkPush');
    await page.getByLabel('Amount').fill('1.5');
    await page.getByLabel('compute Password when sending').uncheck();
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    expect((await send(page)).answer).toContain('Bad Request - Invalid Amount');
    await page.getByLabel('Amount').fill('1');
    expect((await send(page)).answer).toContain('Wrong credentials');
    await page.getByRole('button', { name: 'Fill in anew' }).click();
    expect((await send(page)).status).toContain('HTTP 200');
  });

  it('show a QR code as the picture it is', async () => {
    const page = await open('#dynamicQr');
    await send(page);
    const picture = page.getByAltText('The QR code of the answer');
    await picture.waitFor();
    const width = await picture.evaluate(async (image) => {
      const drawn = image as unknown as { decode(): Promise<void>; naturalWidth: number };
      await drawn.decode();
      return drawn.naturalWidth;
    });
    expect(width).toBeGreaterThan(99);
    expect(screen.complaints).toEqual([]);
  });

  it('speak for the app that was chosen, also after the clock was moved', async () => {
    const apps = ['one', 'two'].map((consumerKey) => ({ consumerKey, consumerSecret: 'secret' }));
    await stage.sim.reset({ seed: { apps: [apps[0]!, { ...apps[1]!, products: ['oauth'] }] } });
    const page = await open('#orgInfo');
    expect((await send(page)).status).toContain('HTTP 200');
    await page.getByLabel('As the app').selectOption('two');
    await stage.sim.advance(1_000);
    const refused = await send(page);
    expect(refused.status).toContain('HTTP 404');
    expect(refused.answer).toContain('no apiproduct match');
    const asked = stage.sim.requests().filter(({ op }) => op === 'org-info');
    expect(asked).toHaveLength(2);
  });

  it('follow a new world', async () => {
    const page = await open('#orgInfo');
    await send(page);
    await stage.sim.reset({
      seed: {
        apps: [{ consumerKey: 'other', consumerSecret: 'secret' }],
        shortcodes: [{ number: '555555', type: 'paybill', name: 'Duka' }],
      },
    });
    await page.getByLabel('As the app').locator('option[value=other]').waitFor({ state: 'attached' });
    expect(await page.getByLabel('Identifier', { exact: true }).inputValue()).toBe('555555');
    const { request, answer } = await send(page);
    expect(request).toContain('Bearer ');
    expect(answer).toContain('Duka');
  });
});
