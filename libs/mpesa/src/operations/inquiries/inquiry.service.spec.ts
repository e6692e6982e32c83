import { describe, expect, it } from '@jest/globals';
import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { DarajaRejectedError } from '../../errors/daraja-rejected.error.js';
import { DarajaResponseError } from '../../errors/daraja-response.error.js';
import { DarajaThrottledError } from '../../errors/daraja-throttled.error.js';
import { InquiryRefusedError } from '../../errors/inquiry-refused.error.js';
import { InquiryTimeoutError } from '../../errors/inquiry-timeout.error.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { OperatorLockedError } from '../../errors/operator-locked.error.js';
import { inquiryFixture, type InquiryFixture } from '../../testing/in-memory/inquiry-fixture.js';
import { NOON } from '../../testing/in-memory/sample-payments.js';
import { toAccountBalanceBody } from '../../translation/account-balance.js';

async function ask({ inquiries }: InquiryFixture, over: { timeoutMs?: number; initiator?: string } = {}) {
  const account = await inquiries.account(undefined);
  return inquiries.ask({
    kind: 'balance',
    account,
    initiator: over.initiator ?? 'clerk',
    paymentId: null,
    endpoint: ENDPOINTS.accountBalance,
    body: (signed) =>
      toAccountBalanceBody({ ...signed, shortcode: '600966', identifierType: 'shortcode', remarks: 'Now' }),
    timeoutMs: over.timeoutMs ?? 5_000,
  });
}

const stored = ({ storage }: InquiryFixture) => [...storage.unitOfWork.tables.inquiries.values()];
const answer = { type: 'balance', accounts: [], completedAt: NOON } as const;

describe('a question that is answered later', () => {
  it('is stored before it is asked, and answered even where the answer overtakes the acknowledgement', async () => {
    const fixture = inquiryFixture();
    fixture.answers((about) => ({ ...about, ...answer }));
    const { daraja } = fixture;
    const answerAtOnce = daraja.onArrival;
    daraja.onArrival = () => {
      expect(stored(fixture)).toMatchObject([{ id: 'question-1', status: 'asked', initiator: 'clerk' }]);
      return answerAtOnce();
    };
    expect(await ask(fixture)).toMatchObject({ status: 'answered', answer: { completedAt: NOON } });
    expect(daraja.sent).toEqual([
      {
        path: '/mpesa/accountbalance/v1/query',
        body: expect.objectContaining({
          Initiator: 'clerk',
          SecurityCredential: 'c2VjcmV0',
          ResultURL: 'https://a.ke/balance/question-1',
          QueueTimeOutURL: 'https://a.ke/late/question-1',
        }),
      },
    ]);
  });

  it('that M-Pesa refuses fails with its code, words and advice', async () => {
    const fixture = inquiryFixture();
    fixture.answers((about) => ({ ...about, type: 'refused', resultCode: '21', resultText: 'no role' }));
    const asking = ask(fixture);
    await expect(asking).rejects.toBeInstanceOf(InquiryRefusedError);
    await expect(asking).rejects.toMatchObject({
      inquiryId: 'question-1',
      resultCode: '21',
      resultText: 'no role',
      explanation: {
        adviceToDeveloper: expect.stringContaining('Balance Query ORG API'),
        fault: 'caller',
        moneyMayHaveMoved: false,
      },
    });
  });

  it('that timed out in the queue of M-Pesa fails at once', async () => {
    const fixture = inquiryFixture();
    fixture.answers((about) => ({ ...about, type: 'timed-out', resultText: 'queue' }));
    const asking = ask(fixture);
    await expect(asking).rejects.toBeInstanceOf(InquiryTimeoutError);
    await expect(asking).rejects.toMatchObject({ inquiryId: 'question-1', timeoutMs: null });
  });

  it('that nobody answers fails at its deadline, and stays asked', async () => {
    const fixture = inquiryFixture();
    const asking = ask(fixture, { timeoutMs: 20 });
    await expect(asking).rejects.toBeInstanceOf(InquiryTimeoutError);
    await expect(asking).rejects.toMatchObject({ timeoutMs: 20, moneyMayHaveMoved: false });
    expect(stored(fixture)).toMatchObject([{ status: 'asked' }]);
  });

  it.each([0, -1, 1.5, Number.NaN, 600_001, '5000' as unknown as number])(
    'is not even stored with a deadline of %s',
    async (timeoutMs) => {
      const fixture = inquiryFixture();
      const asking = ask(fixture, { timeoutMs });
      await expect(asking).rejects.toBeInstanceOf(InvalidRequestError);
      await expect(asking).rejects.toMatchObject({ field: 'timeoutMs' });
      expect(stored(fixture)).toEqual([]);
    },
  );
});

describe('a question that cannot be asked', () => {
  it('in the name of a stopped operator is neither stored nor sent; another operator may ask', async () => {
    const fixture = inquiryFixture();
    const stop = { account: 'default', initiator: 'clerk', resultCode: '8006', resultText: null };
    await fixture.operators.lock({ ...stop, lockedAt: NOON }, NOON);
    await expect(ask(fixture)).rejects.toThrow(OperatorLockedError);
    expect([stored(fixture), fixture.daraja.sent]).toEqual([[], []]);
    fixture.answers((about) => ({ ...about, ...answer }));
    await ask(fixture, { initiator: 'teller' });
  });

  it('out of turn tells when its turn is', async () => {
    const fixture = inquiryFixture();
    fixture.answers((about) => ({ ...about, ...answer }));
    await ask(fixture);
    const second = ask(fixture);
    await expect(second).rejects.toBeInstanceOf(DarajaThrottledError);
    await expect(second).rejects.toMatchObject({ retryAt: NOON + 12_000 });
    expect(fixture.daraja.sent).toHaveLength(1);
    expect(stored(fixture)).toMatchObject([{ status: 'answered' }, { status: 'refused', resultCode: null }]);
  });

  it('tells what Daraja, or the network, had against it, and is over', async () => {
    for (const [scripted, kind] of [
      [
        { status: 400, body: { requestId: 'r', errorCode: '400.002.02', errorMessage: 'Bad Request' } },
        DarajaRejectedError,
      ],
      [{ status: 503, body: {} }, DarajaResponseError],
    ] as const) {
      const fixture = inquiryFixture();
      fixture.daraja.script.splice(0, 1, scripted);
      await expect(ask(fixture)).rejects.toBeInstanceOf(kind);
      expect(stored(fixture)).toMatchObject([{ status: 'refused', resultCode: null }]);
      expect(stored(fixture)[0]?.resultText).not.toBe('');
    }
  });
});
