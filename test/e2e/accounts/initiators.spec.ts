/** Who signs: operators per account and product, with certificates from wherever they come. */
import { constants, publicEncrypt, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { B2cService, InvalidRequestError, ReversalService, type MpesaOptions } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import { atRest, JANE, journal, travel } from '../../support/story.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';
import { OFFICE, OPERATOR } from '../money-out/office.js';
import { tenants } from './tenants.js';

const WAGE = { phone: JANE, amount: 1_500, remarks: 'November' } as const;
/** A funded pay bill with two operators. */
const WORLD = {
  number: OFFICE,
  type: 'paybill' as const,
  initiators: [OPERATOR, { ...OPERATOR, name: 'apiop37' }],
  balanceCents: 1_000_000_00,
};
const folder = mkdtempSync(join(tmpdir(), 'mpesa-operators-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The password under the certificate, as somebody else's tool would make it. */
function credential(certificate: string, password: string = OPERATOR.password): string {
  const key = new X509Certificate(certificate).publicKey;
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(password)).toString(
    'base64',
  );
}

const signers = (shop: TestApp, op: string) =>
  journal(shop.sim, op).map(({ requestBody }) => {
    const { Initiator, InitiatorName } = requestBody as { Initiator?: string; InitiatorName?: string };
    return Initiator ?? InitiatorName;
  });

describe.each(testDatabases())('requests of an organisation, on %s', (kind) => {
  async function fixture(options: (certificate: string) => Partial<MpesaOptions>) {
    const sim = await testSimulator({ seed: { shortcodes: [WORLD] } });
    const clock = new ManualClock(sim.now());
    const app = testApp().on(kind).withSimulator(sim).clock(clock);
    return { app: app.options({ shortcode: OFFICE, ...options(sim.certificate) }), sim, clock };
  }
  const pay = (shop: TestApp, over = {}) => shop.app.get(B2cService).pay({ ...WAGE, ...over });

  it.each<[string, (certificate: string) => MpesaOptions['initiator']]>([
    ['a certificate in a file', (pem) => ({ ...OPERATOR, certificate: written(pem) })],
    ['a certificate in { path }', (pem) => ({ ...OPERATOR, certificate: { path: written(pem) } })],
    ['a credential made elsewhere', (pem) => ({ name: OPERATOR.name, credential: credential(pem) })],
  ])('are signed with %s', async (_, initiator) => {
    const { app } = await fixture((pem) => ({ initiator: initiator(pem) }));
    const shop = await app.start();
    const { id } = await pay(shop);
    expect(await shop.payments.settled(id)).toMatchObject({ status: 'succeeded' });
  });

  it('are signed by the operator of their product, and asked about by the one that sent them', async () => {
    const { app, sim, clock } = await fixture((certificate) => ({
      initiator: { ...OPERATOR, certificate },
      initiators: { b2c: { ...OPERATOR, name: 'apiop37', certificate } },
      jobs: { enabled: false },
    }));
    const shop = await app.start();
    sim.addFault({ op: 'b2c-result', fault: 'callback-lost' });
    const payments = [await pay(shop), await pay(shop, { initiator: 'testapi' })];
    for (let turn = 0; turn < 4; turn++) {
      await travel(60_000, clock, sim);
      await shop.work.reconciliation();
      await atRest(shop);
    }
    expect(signers(shop, 'b2c')).toEqual(['apiop37', 'testapi']);
    expect(signers(shop, 'status')).toEqual(['apiop37', 'testapi']);
    for (const { id } of payments) {
      expect(await shop.payments.get(id)).toMatchObject({ status: 'succeeded', settledBy: 'query' });
    }
  });

  it('are refused before anything is stored or sent, where the account has no operator for them', async () => {
    const { app } = await fixture((certificate) => ({ initiators: { b2c: { ...OPERATOR, certificate } } }));
    const shop = await app.start();
    await shop.c2b.registerUrls();
    await shop.sim.pay(JANE, { shortcode: OFFICE, account: 'RENT-7', amount: 25 });
    await atRest(shop);
    const [received] = (await shop.payments.find()).items;
    const reversing = shop.app.get(ReversalService).request({ paymentId: received?.id ?? '' });
    await expect(reversing).rejects.toThrow(InvalidRequestError);
    await expect(reversing).rejects.toMatchObject({
      field: 'account',
      rule: 'must have an initiator for reversal',
    });
    expect((await shop.payments.find()).items).toHaveLength(1);
    expect(journal(shop.sim, 'reversal')).toEqual([]);
  });

  it('are signed by the operator of a tenant, under its own URLs', async () => {
    const { app, sim } = await fixture(() => ({ accounts: {}, shortcode: undefined, passkey: undefined }));
    const table = tenants({
      office: { shortcode: OFFICE, initiator: { ...OPERATOR, certificate: sim.certificate } },
    });
    const shop = await app.providers([table.source]).start();
    const { id } = await pay(shop, { account: 'office' });
    expect(await shop.payments.settled(id)).toMatchObject({
      status: 'succeeded',
      account: 'office',
      initiator: 'testapi',
    });
  });
});

function written(pem: string): string {
  const path = join(folder, 'certificate.pem');
  writeFileSync(path, pem);
  return path;
}
