import { describe, expect, it } from '@jest/globals';
import { PHONE } from './support/daraja-caller.js';
import { useStage } from './support/stage.js';

const stage = useStage();
const SHORTCODE = '600984';
const catcher = (name: string) => `${stage.sim.url}/tools/callbacks/${name}`;

interface Caught {
  id: number;
  at: number;
  name: string;
  body: unknown;
}

async function caught(): Promise<Caught[]> {
  const { text } = await stage.daraja.call('/tools/callbacks');
  return JSON.parse(text) as Caught[];
}

describe('the catcher of callbacks', () => {
  it('takes validations and confirmations, and has the newest first', async () => {
    stage.sim.setShortcode(SHORTCODE, { externalValidation: 'on' });
    await stage.daraja.register({
      ShortCode: SHORTCODE,
      ValidationURL: catcher('mine/validation'),
      ConfirmationURL: catcher('mine/confirmation'),
    });
    const paid = await stage.sim.pay(PHONE, { shortcode: SHORTCODE, account: 'A', amount: 10 });
    expect(paid.accepted).toBe(true);
    expect((await caught()).map(({ name }) => name)).toEqual(['mine/confirmation', 'mine/validation']);
    expect((await caught())[0]?.body).toMatchObject({ TransID: paid.receipt });
    expect((await caught())[0]?.at).toBeLessThanOrEqual(stage.sim.now());
  });

  it('is answered once by Bill Manager, which tries again until it is heard', async () => {
    await stage.daraja.post('/v1/billmanager-invoice/optin', {
      shortcode: SHORTCODE,
      email: 'a@example.co.ke',
      officialContact: '0712345678',
      sendReminders: '0',
      callbackurl: catcher('bills'),
    });
    await stage.sim.pay(PHONE, { shortcode: SHORTCODE, account: 'A', amount: 10 });
    await stage.sim.advance(600_000);
    expect(await caught()).toHaveLength(1);
  });

  it('keeps what is no JSON as text, two hundred callbacks at most, and nothing over a reset', async () => {
    for (let count = 1; count <= 201; count += 1) {
      await stage.daraja.call('/tools/callbacks/x', { method: 'POST', body: `no ${count}` });
    }
    const kept = await caught();
    expect(kept).toHaveLength(200);
    expect([kept[0]?.body, kept.at(-1)?.body]).toEqual(['no 201', 'no 2']);
    await stage.sim.reset();
    expect(await caught()).toEqual([]);
  });

  it('tells whoever watches /sim/events', async () => {
    const response = await fetch(`${stage.sim.url}/sim/events`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    await stage.daraja.call('/tools/callbacks/watched', { method: 'POST', body: '{"a":1}' });
    let text = '';
    while (!text.includes('watched')) text += (await reader?.read())?.value ?? '';
    expect(text).toContain('event: caught');
    await reader?.cancel();
  });
});

describe('the world of the forms', () => {
  it('has what a request needs: apps, passkeys, operators, phones and money', async () => {
    const { body } = await stage.daraja.call('/tools/world');
    expect(body).toMatchObject({
      apps: [{ consumerKey: 'sandbox-key', consumerSecret: 'sandbox-secret' }],
      shortcodes: expect.arrayContaining([
        expect.objectContaining({
          number: '300583',
          payTo: '300584',
          type: 'till',
          initiators: [{ name: 'testapi', password: 'Safaricom999!*!' }],
        }),
      ]),
      phones: expect.arrayContaining([expect.objectContaining({ msisdn: PHONE, idType: '01' })]),
    });
  });
});
