import { describe, expect, it } from '@jest/globals';
import { B2B_COMMANDS, type B2bCommand } from '../../daraja/contracts/b2b.contract.js';
import { TransportError } from '../../daraja/wire/transport.js';
import { IdempotencyConflictError } from '../../errors/idempotency-conflict.error.js';
import { acknowledged, moneyOutFixture } from '../../testing/in-memory/money-out-fixture.js';
import { OWN_NAME } from '../../testing/in-memory/evidence-samples.js';
import { MINUTE, NOON } from '../../testing/in-memory/sample-payments.js';
import type { B2cRequest } from './b2c.service.js';

const WAGE: B2cRequest = { phone: '0712 345 678', amount: 1_500, remarks: 'November' };
const NOT_V3 = {
  status: 403,
  body: {
    requestId: 'r-1',
    errorCode: '403.002.1001',
    errorMessage: 'You are not authorized to initiate this transaction',
  },
};

describe('a payment that an operator signs', () => {
  it('is stored first, sent once with URLs of its own, and pending with the names of the acknowledgement', async () => {
    const fixture = moneyOutFixture(acknowledged('id-0002'));
    const before: unknown[] = [];
    fixture.daraja.onArrival = () => void before.push(...fixture.stored());
    const payment = await fixture.b2c.pay({ ...WAGE, occasion: 'Payday', metadata: { employee: 17 } });
    expect(before).toMatchObject([{ id: payment.id, status: 'created', sendingAt: NOON }]);
    expect(payment).toMatchObject({
      status: 'pending',
      kind: 'b2c',
      direction: 'out',
      phone: '254712345678',
      amountCents: 1_500_00,
      description: 'November',
      metadata: { employee: 17 },
      initiator: 'apiop37',
      transactionType: 'BusinessPayment',
      conversationId: 'AG_20261121_20106e9209f64bebd05b',
      originatorConversationId: 'id-0002',
      nextCheckAt: NOON + MINUTE,
    });
    expect(fixture.daraja.sent).toEqual([
      {
        path: '/mpesa/b2c/v3/paymentrequest',
        body: expect.objectContaining({
          OriginatorConversationID: 'id-0002',
          InitiatorName: 'apiop37',
          SecurityCredential: 'c2VjcmV0',
          ResultURL: `https://pay.example.co.ke/callbacks/b2c-result/${payment.id}/token`,
          QueueTimeOutURL: `https://pay.example.co.ke/callbacks/b2c-timeout/${payment.id}/token`,
        }),
      },
    ]);
  });

  it('is the same for the same key, and an error for another request under it', async () => {
    const fixture = moneyOutFixture(acknowledged('id-0002'));
    const keyed = { ...WAGE, idempotencyKey: 'wage-17' };
    const first = await fixture.b2c.pay(keyed);
    expect(await fixture.b2c.pay(keyed)).toEqual(first);
    for (const other of [{ amount: 1_501 }, { phone: '0722 000 000' }, { command: 'SalaryPayment' as const }])
      await expect(fixture.b2c.pay({ ...keyed, ...other })).rejects.toThrow(IdempotencyConflictError);
    expect(fixture.daraja.sent).toHaveLength(1);
  });
});

describe('a B2C request', () => {
  it('goes to v1 without a name of ours where the account says so, and takes the name Daraja gives', async () => {
    const fixture = moneyOutFixture(acknowledged('16740-34861180-1'));
    const payment = await fixture.b2c.pay({ ...WAGE, account: 'old' });
    expect(payment.originatorConversationId).toBe('16740-34861180-1');
    expect(fixture.daraja.sent).toMatchObject([{ path: '/mpesa/b2c/v1/paymentrequest' }]);
    expect(fixture.daraja.sent[0]?.body).not.toHaveProperty('OriginatorConversationID');
  });

  it('that v3 refuses goes to v1 where the account allows it', async () => {
    const fixture = moneyOutFixture(NOT_V3, acknowledged('16740-34861180-1'));
    const payment = await fixture.b2c.pay({ ...WAGE, account: 'both' });
    expect(payment).toMatchObject({ status: 'pending', originatorConversationId: '16740-34861180-1' });
    expect(fixture.daraja.sent.map(({ path }) => path)).toEqual([
      '/mpesa/b2c/v3/paymentrequest',
      '/mpesa/b2c/v1/paymentrequest',
    ]);
  });

  it('that v3 refuses stays refused where it does not', async () => {
    const fixture = moneyOutFixture(NOT_V3);
    await expect(fixture.b2c.pay(WAGE)).rejects.toMatchObject({
      name: 'DarajaRejectedError',
      errorCode: '403.002.1001',
    });
    expect(fixture.daraja.sent).toHaveLength(1);
    expect(fixture.stored()).toMatchObject([
      { status: 'failed', failure: 'refused', resultCode: '403.002.1001' },
    ]);
  });

  it('that is refused by v3 for another reason never goes to v1', async () => {
    const body = { ...NOT_V3.body, errorCode: '400.002.02', errorMessage: 'Bad Request - Invalid PartyA' };
    const fixture = moneyOutFixture({ status: 400, body });
    await expect(fixture.b2c.pay({ ...WAGE, account: 'both' })).rejects.toThrow('Invalid PartyA');
    expect(fixture.daraja.sent).toHaveLength(1);
  });

  it('that nobody answered is unknown, and asked about by its name a minute later', async () => {
    const fixture = moneyOutFixture(new TransportError('time-out', { sent: true }));
    await expect(fixture.b2c.pay(WAGE)).rejects.toMatchObject({ name: 'DarajaOutcomeUnknownError' });
    expect(fixture.stored()).toMatchObject([{ status: 'unknown', nextCheckAt: NOON + MINUTE }]);
    expect(fixture.daraja.sent).toHaveLength(1);
  });
});

describe('a payment whose name proves something', () => {
  it.each(['b2c', 'pochi'] as const)(
    'by %s is one that we drew a name for, and no other',
    async (product) => {
      const answers = ['id-0002', OWN_NAME, 'id-0006'].map((name, n) => acknowledged(name, `AG_${n}`));
      const fixture = moneyOutFixture(...answers);
      const drawn = await fixture[product].pay({ ...WAGE, occasion: 'Payday' });
      expect(drawn.instruction).toMatchObject({ occasion: 'Payday', isNameDrawn: true });
      // However it looks.
      const named = await fixture[product].pay({ ...WAGE, originatorConversationId: OWN_NAME });
      expect(named).toMatchObject({ originatorConversationId: OWN_NAME, instruction: { occasion: null } });
      const keyed = await fixture[product].pay({ ...WAGE, idempotencyKey: 'wage:17' });
      for (const { instruction } of [named, keyed]) expect(instruction).not.toHaveProperty('isNameDrawn');
    },
  );
});

describe('a Pochi request', () => {
  it('has a path and a command of its own', async () => {
    const fixture = moneyOutFixture(acknowledged('id-0002'));
    expect(await fixture.pochi.pay(WAGE)).toMatchObject({ kind: 'pochi', status: 'pending' });
    expect(fixture.daraja.sent).toMatchObject([
      { path: '/mpesa/b2pochi/v1/paymentrequest', body: { CommandID: 'BusinessPayToPochi' } },
    ]);
  });
});

describe('a B2B request', () => {
  const commands = Object.keys(B2B_COMMANDS) as B2bCommand[];

  it.each(commands)('carries %s', async (command) => {
    const fixture = moneyOutFixture(acknowledged());
    const to = command === 'BusinessTransferFromMMFToUtility' ? '600996' : '600979';
    const payment = await fixture.b2b.pay({ command, to, amount: 100, reference: 'HOUSE-4' });
    const kind = command === 'BusinessPayToBulk' ? 'top-up' : 'b2b';
    expect(payment).toMatchObject({ kind, status: 'pending', party: to, transactionType: command });
    expect(fixture.daraja.sent).toMatchObject([
      {
        path: '/mpesa/b2b/v1/paymentrequest',
        body: { CommandID: command, PartyA: '600996', PartyB: to, AccountReference: 'HOUSE-4' },
      },
    ]);
  });

  it('has a short name for the commands of every day', async () => {
    const fixture = moneyOutFixture(
      acknowledged('1', 'AG_1'),
      acknowledged('2', 'AG_2'),
      acknowledged('3', 'AG_3'),
    );
    const transfer = { to: '600979', amount: 100, reference: 'HOUSE-4' };
    await fixture.b2b.payBill(transfer);
    await fixture.b2b.buyGoods({ ...transfer, to: '300584' });
    await fixture.b2b.topUp(transfer);
    expect(fixture.daraja.sent.map(({ body }) => (body as { CommandID: string }).CommandID)).toEqual([
      'BusinessPayBill',
      'BusinessBuyGoods',
      'BusinessPayToBulk',
    ]);
  });

  it('names both parties as shortcodes, a till by its store number too, unless the call says otherwise', async () => {
    const fixture = moneyOutFixture(acknowledged());
    const transfer = { to: '600979', amount: 100, account: 'kiosk' };
    await fixture.b2b.buyGoods(transfer);
    const types = { senderType: 'till', receiverType: 'till' } as const;
    const other = moneyOutFixture(acknowledged());
    await other.b2b.buyGoods({ ...transfer, ...types });
    expect(fixture.daraja.sent).toMatchObject([
      { body: { PartyA: '300583', SenderIdentifierType: '4', RecieverIdentifierType: '4' } },
    ]);
    expect(other.daraja.sent).toMatchObject([
      { body: { SenderIdentifierType: '2', RecieverIdentifierType: '2' } },
    ]);
  });

  it('without a reference gets one, which is no part of what its key names', async () => {
    const fixture = moneyOutFixture(acknowledged());
    const transfer = { to: '300584', amount: 100, idempotencyKey: 'tea-17' };
    const payment = await fixture.b2b.buyGoods(transfer);
    expect(payment.reference).toMatch(/^P[0-9A-Z]{11}$/);
    expect(fixture.daraja.sent).toMatchObject([{ body: { AccountReference: payment.reference } }]);
    expect(await fixture.b2b.buyGoods(transfer)).toEqual(payment);
    expect(fixture.daraja.sent).toHaveLength(1);
  });

  it('that nobody answered has no name to be asked by: it waits for its result', async () => {
    const fixture = moneyOutFixture(new TransportError('time-out', { sent: true }));
    const lost = fixture.b2b.payBill({ to: '600979', amount: 100, reference: 'HOUSE-4' });
    await expect(lost).rejects.toMatchObject({ name: 'DarajaOutcomeUnknownError' });
    expect(fixture.stored()).toMatchObject([
      { status: 'unknown', originatorConversationId: null, nextCheckAt: NOON + 60 * MINUTE },
    ]);
  });
});

describe('a tax request', () => {
  it('goes to KRA with the PRN as account', async () => {
    const fixture = moneyOutFixture(acknowledged());
    const payment = await fixture.tax.remit({ amount: 7_000, prn: 'PRN1234XN' });
    expect(payment).toMatchObject({
      kind: 'tax',
      status: 'pending',
      party: '572572',
      reference: 'PRN1234XN',
    });
    expect(fixture.daraja.sent).toMatchObject([
      {
        path: '/mpesa/b2b/v1/remittax',
        body: { CommandID: 'PayTaxToKRA', PartyB: '572572', AccountReference: 'PRN1234XN' },
      },
    ]);
  });
});

describe('a push to a till', () => {
  it('needs no operator, brings money in, and is known by the name we chose', async () => {
    const fixture = moneyOutFixture({
      status: 200,
      body: { code: '0', status: 'USSD Initiated Successfully' },
    });
    const asked = { till: '300584', amount: 71, partnerName: ' Duka la Njeri ', reference: 'INV-77' };
    const payment = await fixture.express.request({ ...asked, account: 'mute' });
    expect(payment).toMatchObject({
      kind: 'b2b-express',
      direction: 'in',
      status: 'pending',
      initiator: null,
      originatorConversationId: 'id-0002',
    });
    expect(fixture.daraja.sent).toEqual([
      {
        path: '/v1/ussdpush/get-msisdn',
        body: {
          primaryShortCode: '300584',
          receiverShortCode: '600997',
          amount: '71',
          paymentRef: 'INV-77',
          callbackUrl: `https://pay.example.co.ke/callbacks/b2b-express/${payment.id}/token`,
          partnerName: 'Duka la Njeri',
          RequestRefID: 'id-0002',
        },
      },
    ]);
  });
});
