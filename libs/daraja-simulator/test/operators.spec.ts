import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { orgBodies, PATHS, PAYBILL, results, sealed } from './support/org-bodies.js';
import { useStage } from './support/stage.js';

const stage = useStage();

async function b2c(changes: object = {}) {
  const reply = await stage.daraja.post(PATHS.b2c, { ...orgBodies(stage).b2c, ...changes });
  await stage.sim.settled();
  return reply;
}

const lastCode = () => results(stage).at(-1)?.ResultCode;
const operator = () => stage.sim.shortcode(PAYBILL).initiators[0];
const wrong = () => ({ SecurityCredential: sealed(stage.sim.certificate, 'wrong') });

async function seeded(initiator: object, app: object = {}): Promise<void> {
  const apps = [{ consumerKey: 'sandbox-key', consumerSecret: 'sandbox-secret', ...app }];
  const initiators = [{ name: 'testapi', password: 'Safaricom999!*!', ...initiator }];
  const shortcodes = [{ number: PAYBILL, type: 'paybill' as const, balanceCents: 100_000, initiators }];
  await stage.sim.reset({ seed: { apps, shortcodes } });
  await stage.daraja.signIn();
}

describe('a security credential', () => {
  it('is encrypted with the certificate at /sim/certificate', async () => {
    const { text, headers } = await stage.daraja.call('/sim/certificate');
    expect(text).toBe(stage.sim.certificate);
    expect(text).toMatch(/^-----BEGIN CERTIFICATE-----/);
    expect(headers.get('content-type')).toContain('pem');
  });

  it.each([
    ['a wrong password', () => sealed(stage.sim.certificate, 'wrong')],
    ['the password in the clear', () => 'Safaricom999!*!'],
    [
      'the certificate of somebody else',
      () => {
        const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        return sealed(publicKey.export({ type: 'spki', format: 'pem' }).toString());
      },
    ],
  ])('made of %s is accepted and ends in 2001', async (_name, credential) => {
    expect((await b2c({ SecurityCredential: credential() })).status).toBe(200);
    expect(lastCode()).toBe(2001);
  });

  it('is not looked into when every one is taken', async () => {
    stage.sim.configure({ credentials: 'any' });
    await b2c({ SecurityCredential: 'whatever' });
    expect(lastCode()).toBe(0);
  });
});

describe('an operator', () => {
  it('is locked by three wrong tries in a row, also for the right password, until it is unlocked', async () => {
    for (let tries = 0; tries < 3; tries += 1) await b2c(wrong());
    expect(operator()).toMatchObject({ wrongTries: 3, locked: true });
    await b2c();
    expect(lastCode()).toBe(8006);
    const unlocked = await stage.daraja.post(`/sim/shortcodes/${PAYBILL}/initiators/testapi`, {
      locked: false,
    });
    expect(unlocked.status).toBe(200);
    await b2c();
    expect(lastCode()).toBe(0);
  });

  it('is not locked by wrong tries with a right one between', async () => {
    for (const changes of [wrong(), wrong(), {}, wrong(), wrong()]) await b2c(changes);
    expect(operator()).toMatchObject({ wrongTries: 2, locked: false });
  });

  it('without the role ends in 21, or in TP40153 when so set', async () => {
    await seeded({ roles: ['balance'] });
    await b2c();
    expect(lastCode()).toBe(21);
    stage.sim.configure({ missingRole: 'TP40153' });
    await b2c();
    expect(lastCode()).toBe('TP40153');
    expect(stage.sim.shortcode(PAYBILL).balanceCents).toBe(100_000);
  });
});

describe('the role of an operator', () => {
  const bodies = () => {
    const { b2c: pay, ...others } = orgBodies(stage);
    return { ...others, b2c: pay, pochi: { ...pay, CommandID: 'BusinessPayToPochi' } };
  };

  it.each(['b2c', 'pochi', 'b2b', 'tax', 'reversal', 'status', 'balance'] as const)(
    '%s is needed for that product, and for no other',
    async (op) => {
      const body = { ...bodies()[op], TransactionID: 'UKL1234567' };
      const send = async (role: string) => {
        await seeded({ roles: [role] });
        await stage.daraja.post(PATHS[op], body);
        await stage.sim.settled();
        return lastCode();
      };
      expect(await send(op)).not.toBe(21);
      expect(await send(op === 'b2c' ? 'balance' : 'b2c')).toBe(21);
    },
  );
});

describe('an app', () => {
  it('without the product is told in the words of the family', async () => {
    await seeded({}, { products: ['balance'] });
    const reply = await b2c();
    expect([reply.status, reply.body['errorCode']]).toEqual([401, '401.002.01']);
    expect(reply.body['errorMessage']).toMatch(/no apiproduct match found$/);
  });

  it('provisioned for B2C v1 is refused v3 and served v1', async () => {
    await seeded({}, { b2c: 'v1' });
    const reply = await b2c();
    expect([reply.status, reply.body['errorCode']]).toEqual([403, '403.002.1001']);
    expect((await stage.daraja.post(PATHS.b2cV1, orgBodies(stage).b2c)).status).toBe(200);
  });

  it('that was given shortcodes speaks for no other', async () => {
    await seeded({}, { shortcodes: ['600000'] });
    expect((await b2c()).body['errorMessage']).toBe('Bad Request - Invalid PartyA');
  });
});

describe('what organisations asked for', () => {
  it('is listed with what became of it', async () => {
    await b2c();
    await b2c({ Amount: 9 });
    const { text } = await stage.daraja.call('/sim/org-requests');
    expect(JSON.parse(text)).toMatchObject([
      { op: 'b2c', shortcode: PAYBILL, cents: 100_00, status: 'Completed', resultCode: 0 },
      { op: 'b2c', shortcode: PAYBILL, cents: 9_00, status: 'Declined', resultCode: 2 },
    ]);
  });
});

describe('bodies as the public seed prints them', () => {
  const told = () => ({ QueueTimeOutURL: stage.host.url('/timeout'), ResultURL: stage.host.url('/result') });

  it('with numbers for types and the corrected spelling, and without optional fields, are accepted', async () => {
    const SecurityCredential = sealed(stage.sim.certificate);
    const asks = { Initiator: 'testapi', SecurityCredential, Remarks: 'OK', ...told() };
    const sent = [
      await stage.daraja.post(PATHS.b2b, {
        ...asks,
        CommandID: 'BusinessPayBill',
        SenderIdentifierType: 4,
        ReceiverIdentifierType: 4,
        Amount: 239,
        PartyA: 600996,
        PartyB: 600997,
        AccountReference: '353353',
      }),
      await stage.daraja.post(PATHS.balance, {
        ...asks,
        CommandID: 'AccountBalance',
        PartyA: 600996,
        IdentifierType: 4,
      }),
      await stage.daraja.post(PATHS.b2c, {
        InitiatorName: 'testapi',
        SecurityCredential,
        CommandID: 'BusinessPayment',
        Amount: 10,
        PartyA: 600996,
        PartyB: 254708374149,
        Remarks: 'here are my remarks',
        Occasion: 'Christmas',
      }),
    ];
    await stage.sim.settled();
    expect(sent.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(stage.sim.orgRequests().map(({ resultCode }) => resultCode)).toEqual([0, 0, 0]);
  });
});
