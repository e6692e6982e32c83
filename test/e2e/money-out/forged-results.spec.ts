/** What somebody can do who has read the URL of a payout, a reversal or a question in a log. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { MissingPaymentsService, OperatorsService, type CallbackKind, type Payment } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { atRest, JANE, journal, receiptDay } from '../../support/story.js';
import { janePays } from './customers-money.js';
import { holdResults, office, OFFICE, type Office } from './office.js';
import { LANDLORD, STORE, TILL } from './products.js';

const SUCCESS = { Result: { ResultCode: 0 } };
const FAILURE = { Result: { ResultCode: 1, ResultDesc: 'The balance is insufficient.' } };

interface Road {
  readonly name: string;
  readonly url: CallbackKind;
  readonly success: object;
  readonly failure: object;
  send(it: Office): Promise<Payment>;
}

const ROADS: readonly Road[] = [
  {
    name: 'b2c',
    url: 'b2c-result',
    success: SUCCESS,
    failure: FAILURE,
    send: ({ b2c }) => b2c.pay({ phone: JANE, amount: 1_500 }),
  },
  {
    name: 'pochi',
    url: 'b2c-result',
    success: SUCCESS,
    failure: FAILURE,
    send: ({ pochi }) => pochi.pay({ phone: JANE, amount: 1_500 }),
  },
  {
    name: 'b2b',
    url: 'b2b-result',
    success: SUCCESS,
    failure: FAILURE,
    send: ({ b2b }) => b2b.payBill({ to: LANDLORD, amount: 1_500, reference: 'HOUSE-4' }),
  },
  {
    name: 'reversal',
    url: 'reversal-result',
    success: SUCCESS,
    failure: FAILURE,
    send: async (it) => {
      const paid = await janePays(it, 1_500);
      it.sim.configure({ resultDelayMs: 600_000 });
      return it.reversals.request({ paymentId: paid.id });
    },
  },
  {
    name: 'b2b-express',
    url: 'b2b-express',
    success: { resultCode: '0' },
    failure: { resultCode: '4001' },
    send: ({ express, sim }) => {
      sim.setShortcode(STORE, { balanceCents: 10_000_00 });
      return express.request({ till: TILL, amount: 71, partnerName: 'Vendor', reference: 'INV-77' });
    },
  },
];

const MADE_UP = 'AG_20261121_2010364430d9bbdaf872';

/** The name of a payment by its key, worked out from what an order, a slip or the portal tells. */
function nameMadeOf(idempotencyKey: string): string {
  const said = JSON.stringify(['nestjs-mpesa', OFFICE, 'default', idempotencyKey]);
  const hex = createHash('sha256').update(said).digest('hex');
  const variant = ((parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
  ];
  return [...parts, hex.slice(20, 32)].join('-');
}

/** Everything but the names: a receipt of the day, the amount, the payee and the time. */
function wellMade(it: Office, payment: Payment, names: object): object {
  const stamp = new Date(it.clock.now() + 3 * 3_600_000).toISOString().slice(0, 19).replace(/[-:T]/g, '');
  const parameters = {
    TransactionAmount: payment.amountCents / 100,
    Amount: payment.amountCents / 100,
    ReceiverPartyPublicName: `${JANE} - JANE DOE`,
    TransCompletedTime: stamp,
  };
  const ResultParameter = Object.entries(parameters).map(([Key, Value]) => ({ Key, Value }));
  const receipt = { TransactionID: `${receiptDay(it.clock.now())}7RT61SV` };
  return {
    Result: { ResultCode: 0, ResultDesc: 'ok', ...receipt, ...names, ResultParameters: { ResultParameter } },
  };
}

async function tell(it: Office, url: CallbackKind, { id }: Payment, body: object): Promise<Payment> {
  expect((await it.post(it.callbackUrl(url, id), body)).status).toBe(200);
  await atRest(it);
  return it.payments.get(id);
}

/** Where the answer to the latest question of a kind is to go, as a log tells it once Daraja has taken the question. */
function questionUrl({ sim, database }: Office, op: 'status' | 'balance'): Promise<string> {
  return eventually(async () => {
    const sql = 'SELECT id FROM mpesa_inquiry WHERE kind = ? AND conversation_id IS NOT NULL';
    if ((await database.query(sql, [op])).length === 0) return '';
    const { ResultURL = '' } = (journal(sim, op).at(-1)?.requestBody ?? {}) as Record<string, string>;
    return ResultURL;
  });
}

const counted = (it: Office, { id }: Payment) => it.handled.filter(({ paymentId }) => paymentId === id);

describe.each(testDatabases())('at the URL of a result, on %s', (kind) => {
  it.each(ROADS)(
    'a bare success settles no $name, and a bare failure ends none',
    async ({ url, send, ...told }) => {
      const it = await office(kind, { jobs: { enabled: false } });
      holdResults(it);
      const sent = await send(it);
      expect(sent).toMatchObject({ status: 'pending' });
      expect(await tell(it, url, sent, told.failure)).toMatchObject({ status: 'pending', failure: null });
      const claimed = await tell(it, url, sent, told.success);
      expect(claimed).toMatchObject({ status: 'pending', receipt: null, awaiting: 'confirmation' });
      await it.work.reconciliation();
      await atRest(it);
      expect(await it.payments.get(sent.id)).toMatchObject({ status: 'pending', receipt: null });
      expect(counted(it, sent)).toEqual([]);
    },
  );

  it('a success that knows all but the names settles no payout', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    holdResults(it);
    const sent = await it.b2c.pay({ phone: JANE, amount: 1_500 });
    for (const names of [
      {},
      { OriginatorConversationID: sent.id },
      { OriginatorConversationID: sent.id, ConversationID: 'AG_20261121_2010364430d9bbdaf872' },
    ]) {
      const { status, receipt } = await tell(it, 'b2c-result', sent, wellMade(it, sent, names));
      expect([names, status, receipt]).toEqual([names, 'pending', null]);
    }
    expect(counted(it, sent)).toEqual([]);
  });

  it.each(ROADS.slice(0, 2))(
    'a name that is made of the key proves nothing of a $name: it neither pays nor ends it',
    async ({ name, url }) => {
      const it = await office(kind, { jobs: { enabled: false } });
      const release = holdResults(it);
      const request = { phone: JANE, amount: 1_500, idempotencyKey: 'payout:17' };
      const sent = await (name === 'b2c' ? it.b2c.pay(request) : it.pochi.pay(request));
      expect(sent.originatorConversationId).toBe(nameMadeOf('payout:17'));
      const names = { OriginatorConversationID: nameMadeOf('payout:17'), ConversationID: MADE_UP };
      const failure = { Result: { ...FAILURE.Result, ...names } };
      expect(await tell(it, url, sent, failure)).toMatchObject({ status: 'pending', failure: null });
      expect(await tell(it, url, sent, wellMade(it, sent, names))).toMatchObject({
        status: 'pending',
        receipt: null,
      });
      expect(counted(it, sent)).toEqual([]);
      expect(it.books.failed).toEqual([]);
      await release();
      await atRest(it);
      expect(await it.payments.get(sent.id)).toMatchObject({ status: 'succeeded', settledBy: 'callback' });
    },
  );

  it('the result itself settles without a question', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    const sent = await it.b2c.pay({ phone: JANE, amount: 1_500 });
    await atRest(it);
    expect(await it.payments.get(sent.id)).toMatchObject({ status: 'succeeded', settledBy: 'callback' });
    expect(journal(it.sim, 'status')).toEqual([]);
  });
});

describe.each(testDatabases())('at the URL of the answer to a question, on %s', (kind) => {
  it.each(['Completed', 'Declined'])(
    'nobody answers %s who does not know the word of the question',
    async (state) => {
      const it = await office(kind, { jobs: { enabled: false } });
      holdResults(it);
      const sent = await it.b2c.pay({ phone: JANE, amount: 1_500 });
      const parameters = {
        TransactionStatus: state,
        ReceiptNo: 'UKL7RT61SV',
        Amount: '1500.00',
        CreditPartyName: `${JANE} - JANE DOE`,
        OriginatorConversationID: sent.id,
      };
      const ResultParameter = Object.entries(parameters).map(([Key, Value]) => ({ Key, Value }));
      for (const word of [undefined, '', 'Status', sent.id]) {
        const answer = {
          Result: {
            ResultCode: 0,
            ResultParameters: { ResultParameter },
            ReferenceData: { ReferenceItem: { Key: 'Occasion', Value: word } },
          },
        };
        expect(await tell(it, 'check-result', sent, answer)).toMatchObject({
          status: 'pending',
          failure: null,
        });
      }
      expect(counted(it, sent)).toEqual([]);
    },
  );

  it('nobody answers a question of ours who does not know what Daraja called it', async () => {
    const it = await office(kind);
    holdResults(it);
    const receipt = `${receiptDay(it.clock.now())}7RT61SV`;
    const missing = it.app.get(MissingPaymentsService);
    const finding = missing.find({ receipt, timeoutMs: 300 }).catch(String);
    const url = await questionUrl(it, 'status');
    const parameters = {
      TransactionStatus: 'Completed',
      ReceiptNo: receipt,
      Amount: '70000.00',
      DebitPartyName: `${JANE} - JANE DOE`,
      CreditPartyName: `${OFFICE} - OFFICE`,
      FinalisedTime: '20261101101010',
    };
    const ResultParameter = Object.entries(parameters).map(([Key, Value]) => ({ Key, Value }));
    const names = { OriginatorConversationID: '1-1-1', ConversationID: MADE_UP };
    for (const told of [{}, names])
      await it.post(url, { Result: { ResultCode: 0, ...told, ResultParameters: { ResultParameter } } });
    await it.work.inbox();
    expect(await finding).toMatch(/InquiryTimeoutError/);
    expect((await it.payments.find()).items).toEqual([]);
    const { items } = await it.inbox.rejected();
    expect(items.map(({ reason }) => reason)).toEqual(['unproven', 'unproven']);
  });

  it('nobody stops an operator by saying that M-Pesa refuses it', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    holdResults(it);
    const asked = it.balance.get({ timeoutMs: 300 }).catch(String);
    const refusal = { Result: { ResultCode: 2001, ResultDesc: 'The initiator information is invalid.' } };
    await it.post(await questionUrl(it, 'balance'), refusal);
    await it.work.inbox();
    expect(await asked).toMatch(/InquiryTimeoutError/);
    const sent = await it.b2c.pay({ phone: JANE, amount: 1_500 });
    for (const url of ['check-result', 'b2c-result'] as const) await tell(it, url, sent, refusal);
    expect(await it.app.get(OperatorsService).locked()).toEqual([]);
    expect(await it.b2c.pay({ phone: JANE, amount: 10 })).toMatchObject({ status: 'pending' });
  });

  it('Safaricom’s own answer is believed, because it brings the word back', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    it.sim.addFault({ op: 'b2c-result', fault: 'callback-lost' });
    const sent = await it.b2c.pay({ phone: JANE, amount: 1_500 });
    await it.sim.settled();
    it.clock.advance(60_000);
    await it.work.reconciliation();
    await atRest(it);
    expect(await it.payments.get(sent.id)).toMatchObject({ status: 'succeeded', settledBy: 'query' });
    const [question] = journal(it.sim, 'status');
    const { Occasion, ResultURL } = (question?.requestBody ?? {}) as Record<string, string>;
    expect(Occasion).toMatch(/^[0-9a-f]{32}$/);
    expect(ResultURL).not.toContain(Occasion);
  });
});
