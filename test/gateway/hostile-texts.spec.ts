/** What payers type reaches clients as it is, and nothing on its way takes it for anything but text. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Http } from '../../apps/gateway/test/support/http.js';
import { startMerchant, type Merchant } from '../../apps/gateway/test/support/merchant.js';
import { eventually } from '../support/eventually.js';
import { receiptDay, stamp } from '../support/story.js';
import { BuiltGateway } from './support/built-gateway.js';
import { HOSTILE_TEXTS } from './support/hostile-texts.js';

const PAYBILL = '174379';
const CHROMIUM = '/usr/bin/chromium';
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];

const withBrowser = existsSync(CHROMIUM) || process.env['CI'] === 'true' ? it : it.skip;

interface Shown {
  readonly id: string;
  readonly reference: string;
  readonly payerName: string;
}

/** M-Pesa's fields are read without the blanks around them. */
const EXPECTED = HOSTILE_TEXTS.map((text) => [`FT${text}`.trim(), text.trim()].join(' by ')).toSorted();

const inWords = ({ reference, payerName }: Shown): string => [reference, payerName].join(' by ');

describe('the texts of payers', () => {
  let gateway: BuiltGateway;
  let merchant: Merchant;
  let http: Http;
  let payments: readonly Shown[];

  beforeAll(async () => {
    [gateway, merchant] = [await BuiltGateway.prepare(), await startMerchant()];
    await gateway.start({ GATEWAY_RATE_PER_MINUTE: '100000' });
    const client = await gateway.createClient({ name: 'Shop', prefix: ['FT'], callback: merchant.url });
    http = await gateway.http(client);
    const { confirmationUrl } = await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
    for (const [index, text] of HOSTILE_TEXTS.entries()) {
      const { status } = await fetch(confirmationUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(confirmation(index, text)),
      });
      expect(status).toBe(200);
    }
    payments = await eventually<readonly Shown[] | undefined>(async () => {
      const items = (await http.get('/v1/payments?limit=100')).body['items'] as Shown[];
      return items.length === HOSTILE_TEXTS.length ? items : undefined;
    });
  });
  afterAll(async () => {
    await gateway?.close();
    await merchant?.close();
  });

  it('are fifty', () => expect(new Set(HOSTILE_TEXTS).size).toBe(50));

  it('are told as they are, over the API and to the client’s server', async () => {
    expect(payments.map(inWords).toSorted()).toEqual(EXPECTED);
    const told = await eventually(() => {
      const news = merchant.messages.filter(({ body }) => body['type'] === 'payment.succeeded');
      return news.length < HOSTILE_TEXTS.length ? undefined : news.map(({ body }) => body['data'] as Shown);
    });
    expect(told.map(inWords).toSorted()).toEqual(EXPECTED);
  });

  it('add no line and no event to a stream of events', async () => {
    for (const payment of payments) {
      const { text, headers } = await http.get(`/v1/payments/${payment.id}/events`);
      expect(headers.get('content-type')).toContain('text/event-stream');
      const lines = text.split(/\r\n|\n|\r/).filter((line) => line !== '');
      expect(lines.map((line) => line.split(':')[0])).toEqual(['event', 'id', 'data']);
      expect(JSON.parse(lines[2]?.slice('data:'.length) ?? '')).toMatchObject({
        reference: payment.reference,
      });
    }
  });

  it('add no line to what the gateway prints', async () => {
    for (const text of HOSTILE_TEXTS) await http.get(`/v1/payments/${encodeURIComponent(text)}`);
    expect(gateway.output).toContain('[Nest]');
    const begun = gateway.output.split(/[\r\n\u0085\u2028]/);
    expect(begun.filter((line) => /^(\[Nest\] 1 |FORGED|data:|Set-Cookie)/.test(line))).toEqual([]);
    expect(gateway.output).not.toContain('\u001b[2J');
  });

  it('are never answered as anything that a browser reads as a page', async () => {
    for (const address of addresses(payments)) {
      const { headers } = await http.get(address);
      expect([address, headers.get('x-content-type-options')]).toEqual([address, 'nosniff']);
      expect(headers.get('content-type')).toMatch(/^(application\/(problem\+)?json|text\/event-stream)/);
      expect(headers.get('set-cookie')).toBeNull();
    }
  });

  withBrowser('open no dialog in a browser, wherever it is sent with them', async () => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
    const page = await browser.newPage({ extraHTTPHeaders: { authorization: `Bearer ${http.token}` } });
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(`${page.url()}: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.setContent('<script>alert("heard")</script>');
    expect(dialogs.splice(0)).toHaveLength(1);
    const pages = addresses(payments).filter((address) => !address.endsWith('/events'));
    for (const address of pages) await page.goto(gateway.url + address);
    for (const text of HOSTILE_TEXTS) await page.goto(`${gateway.url}/docs#/${encodeURIComponent(text)}`);
    await browser.close();
    expect(dialogs).toEqual([]);
  });
});

/** Where these texts are shown, and where they are echoed. */
function addresses(payments: readonly Shown[]): string[] {
  const shown = payments.flatMap(({ id }) => [`/v1/payments/${id}`, `/v1/payments/${id}/events`]);
  const echoed = HOSTILE_TEXTS.map((text) => encodeURIComponent(text)).flatMap((text) => [
    `/v1/payments/${text}`,
    `/v1/payments?limit=${text}`,
    `/docs/postman/${text}`,
    `/${text}`,
  ]);
  return ['/v1/payments?limit=100', '/v1/deliveries?limit=100', ...shown, ...echoed];
}

function confirmation(index: number, text: string): object {
  return {
    TransactionType: 'Pay Bill',
    TransID: `${receiptDay(Date.now())}${String(index + 1).padStart(7, '0')}`,
    TransTime: stamp({ sim: { now: Date.now } }),
    TransAmount: '10.00',
    BusinessShortCode: PAYBILL,
    BillRefNumber: `FT${text}`,
    InvoiceNumber: '',
    OrgAccountBalance: '100.00',
    ThirdPartyTransID: '',
    MSISDN: '2547 ***** 149',
    FirstName: text,
    MiddleName: '',
    LastName: '',
  };
}
