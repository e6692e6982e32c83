import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { inquiryFixture } from '../../testing/in-memory/inquiry-fixture.js';
import { NOON } from '../../testing/in-memory/sample-payments.js';
import { BalanceService, type BalanceRequest } from './balance.service.js';

function fixture() {
  const inquiries = inquiryFixture();
  inquiries.answers((about) => ({ ...about, type: 'balance', accounts: [], completedAt: NOON }));
  return { ...inquiries, balance: new BalanceService(inquiries.inquiries) };
}

describe('BalanceService', () => {
  it('asks with the operator for balances and tells the answer', async () => {
    const { balance, daraja } = fixture();
    expect(await balance.get()).toEqual({
      type: 'balance.received',
      inquiryId: 'question-1',
      account: 'default',
      shortcode: '600966',
      accounts: [],
      completedAt: NOON,
      occurredAt: NOON,
    });
    expect(daraja.sent[0]?.body).toMatchObject({
      Initiator: 'teller',
      PartyA: '600966',
      IdentifierType: '4',
      Remarks: 'Balance',
    });
  });

  it('names a till as one, unless the call says otherwise', async () => {
    for (const [request, code] of [
      [{ account: 'kiosk' }, '2'],
      [{ account: 'kiosk', identifierType: 'shortcode' }, '4'],
    ] as const) {
      const { balance, daraja } = fixture();
      await balance.get(request);
      expect(daraja.sent[0]?.body).toMatchObject({ PartyA: '600001', IdentifierType: code });
    }
  });

  it.each<[string, BalanceRequest]>([
    ['account', { account: 'nobody' }],
    ['account', { account: 'bare' }],
    ['initiator', { initiator: 'stranger' }],
    ['identifierType', { identifierType: 'bank' as 'till' }],
    ['remarks', { remarks: 'x' }],
    ['remarks', { remarks: 'x'.repeat(101) }],
    ['timeoutMs', { timeoutMs: 0 }],
  ])('refuses a wrong %s before anything is stored or sent: %j', async (field, request) => {
    const { balance, daraja, storage } = fixture();
    const asking = balance.get(request);
    await expect(asking).rejects.toBeInstanceOf(InvalidRequestError);
    await expect(asking).rejects.toMatchObject({ field });
    expect([daraja.sent, storage.unitOfWork.tables.inquiries.size]).toEqual([[], 0]);
  });
});
