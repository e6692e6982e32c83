import { describe, expect, it } from '@jest/globals';
import { SANDBOX_QUERY_LIMIT } from '../../daraja/exchange/query-limiter.js';
import { DarajaThrottledError } from '../../errors/daraja-throttled.error.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { PaymentNotFoundError } from '../../errors/payment-not-found.error.js';
import type { Payment } from '../../payments/payment.js';
import { inquiryFixture } from '../../testing/in-memory/inquiry-fixture.js';
import { NOON, RECEIPT, samplePush } from '../../testing/in-memory/sample-payments.js';
import type { StatusReport } from '../../values/status-report.js';
import { QuestionTurns } from '../question-turns.js';
import { TransactionStatusService, type TransactionStatusRequest } from './transaction-status.service.js';

const report: StatusReport = {
  transactionStatus: 'Completed',
  receipt: RECEIPT,
  amountCents: 150_000,
  debitParty: null,
  creditParty: null,
  reasonType: null,
  debitAccountType: null,
  initiatedAt: null,
  finalisedAt: NOON,
  debitFeeCents: null,
  creditFeeCents: null,
  conversationId: null,
  originatorConversationId: null,
};

const paid = samplePush({ status: 'succeeded', receipt: RECEIPT });
const wage = samplePush({
  id: 'wage-1',
  kind: 'b2c',
  direction: 'out',
  status: 'unknown',
  originatorConversationId: 'wage-1',
  initiator: 'teller',
});

async function fixture(...payments: Payment[]) {
  const inquiries = inquiryFixture();
  inquiries.answers((about) => ({ ...about, type: 'status', report }));
  const { unitOfWork, payments: store, queries } = inquiries.storage;
  await unitOfWork.run((tx) => store.insert(tx, payments));
  const wordFor = (id: string) => `word-${id}`;
  const turns = new QuestionTurns({ queries, limit: SANDBOX_QUERY_LIMIT, clock: inquiries.clock });
  return { ...inquiries, status: new TransactionStatusService(inquiries.inquiries, queries, turns, wordFor) };
}

describe('TransactionStatusService', () => {
  it('asks by a receipt, and knows the payment it is of', async () => {
    const { status, daraja } = await fixture(paid);
    expect(await status.query({ receipt: RECEIPT })).toEqual({
      type: 'status.received',
      inquiryId: 'question-1',
      account: 'default',
      shortcode: '600966',
      paymentId: 'push-1',
      occurredAt: NOON,
      ...report,
    });
    expect(daraja.sent).toMatchObject([
      {
        path: '/mpesa/transactionstatus/v1/query',
        body: { TransactionID: RECEIPT, Initiator: 'clerk', PartyA: '600966', Remarks: 'Status' },
      },
    ]);
    expect(daraja.sent[0]?.body).not.toHaveProperty('OriginalConversationID');
  });

  it('asks by a receipt or a name that is nobody’s here', async () => {
    for (const [request, body] of [
      [{ receipt: 'UKL41H4CBT' }, { TransactionID: 'UKL41H4CBT' }],
      [{ originatorConversationId: '16740-1' }, { OriginalConversationID: '16740-1' }],
    ] as const) {
      const { status, daraja } = await fixture(paid);
      expect(await status.query(request)).toMatchObject({ paymentId: null });
      expect(daraja.sent[0]?.body).toMatchObject(body);
    }
  });

  it('asks about a payment by its receipt, a claimed one, or its name, and with its operator', async () => {
    const claim = { receipt: 'UKL41H4CBT', amountCents: null, phone: null, completedAt: null };
    for (const [payment, body] of [
      [paid, { TransactionID: RECEIPT, Initiator: 'clerk' }],
      [
        { ...wage, claim },
        { TransactionID: 'UKL41H4CBT', Initiator: 'teller' },
      ],
      [wage, { OriginalConversationID: 'wage-1', Initiator: 'teller' }],
    ] as const) {
      const { status, daraja } = await fixture(payment);
      expect(await status.query({ paymentId: payment.id })).toMatchObject({ paymentId: payment.id });
      expect(daraja.sent[0]?.body).toMatchObject(body);
    }
  });

  it('takes a receipt for the payment of the account that is asked for, and of no other', async () => {
    const other = { ...paid, id: 'push-2', account: 'kiosk', direction: 'out' as const };
    const { status } = await fixture(paid, other);
    expect(await status.query({ receipt: RECEIPT, account: 'kiosk' })).toMatchObject({
      account: 'kiosk',
      paymentId: 'push-2',
    });
  });

  it.each<[string, TransactionStatusRequest]>([
    ['receipt', {}],
    ['receipt', { receipt: RECEIPT, paymentId: 'push-1' }],
    ['receipt', { receipt: RECEIPT, originatorConversationId: 'x' }],
    ['receipt', { receipt: 'short' }],
    ['receipt', { receipt: 'tkl0000001' }],
    ['originatorConversationId', { originatorConversationId: ' ' }],
    ['originatorConversationId', { originatorConversationId: 'x'.repeat(51) }],
    ['paymentId', { paymentId: 'nameless' }],
    ['paymentId', { paymentId: 'prompt' }],
    ['account', { receipt: 'UKL41H4CBT', account: 'nobody' }],
    ['account', { receipt: 'UKL41H4CBT', account: 'bare' }],
    ['initiator', { receipt: RECEIPT, initiator: 'stranger' }],
    ['identifierType', { receipt: RECEIPT, identifierType: 'bank' as 'till' }],
    ['remarks', { receipt: RECEIPT, remarks: 'x' }],
    ['occasion', { receipt: RECEIPT, occasion: 'x'.repeat(101) }],
    ['timeoutMs', { receipt: RECEIPT, timeoutMs: 0 }],
  ])('refuses a wrong %s before anything is stored or sent: %j', async (field, request) => {
    const nameless = samplePush({ id: 'nameless' });
    const prompt = samplePush({ id: 'prompt', kind: 'b2b-express', originatorConversationId: 'prompt' });
    const { status, daraja, storage } = await fixture(paid, nameless, prompt);
    const asking = status.query(request);
    await expect(asking).rejects.toBeInstanceOf(InvalidRequestError);
    await expect(asking).rejects.toMatchObject({ field });
    expect([daraja.sent, storage.unitOfWork.tables.inquiries.size]).toEqual([[], 0]);
  });

  it('does not know a payment that nobody has stored', async () => {
    const { status } = await fixture();
    await expect(status.query({ paymentId: 'nobody' })).rejects.toThrow(PaymentNotFoundError);
  });

  it('on somebody’s behalf draws on that one’s share, and steps back for reconciliation', async () => {
    const mine = { receipt: RECEIPT, askedBy: 'tenant-1' };
    const { status, daraja, clock, storage } = await fixture(paid);
    await status.query(mine);
    clock.advance(12_000);
    const again = { product: 'transaction-status', retryAt: NOON + 24_000 };
    await expect(status.query(mine)).rejects.toMatchObject(again);
    await storage.unitOfWork.run((tx) => storage.payments.insert(tx, [{ ...wage, nextCheckAt: NOON }]));
    clock.advance(12_000);
    await expect(status.query(mine)).rejects.toMatchObject({ retryAt: NOON + 36_000 });
    await expect(status.query({ ...mine, askedBy: 'tenant-2' })).rejects.toThrow(DarajaThrottledError);
    expect(daraja.sent).toHaveLength(1);
  });

  it('refuses what nobody can be asked for on', async () => {
    const { status, daraja } = await fixture(paid);
    const asked = status.query({ receipt: RECEIPT, askedBy: '' });
    await expect(asked).rejects.toMatchObject({ code: 'invalid-request', field: 'askedBy' });
    expect(daraja.sent).toEqual([]);
  });
});
