import { describe, expect, it } from '@jest/globals';
import { paymentOf } from '../testing/in-memory/evidence-samples.js';
import type { Payment } from '../payments/payment.js';
import { OperatorLockedError } from '../errors/operator-locked.error.js';
import { TransactionPaymentInquiry, type TransactionAccount } from './transaction-payment.inquiry.js';

const app = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  baseUrl: 'http://127.0.0.1:4010',
  account: 'default',
};

const signed = async () => ({ initiator: 'teller', securityCredential: 'credential' });

function inquiryBy(sign: TransactionAccount['sign'], asked: (string | undefined)[]) {
  return new TransactionPaymentInquiry({
    client: {
      send: async (_endpoint, body) => {
        const { TransactionID, OriginalConversationID } = body() as unknown as Record<string, string>;
        asked.push(TransactionID ?? OriginalConversationID);
        return {} as never;
      },
    },
    accountOf: async () => ({
      app,
      identifierType: 'shortcode',
      sign,
      urls: () => ({ resultUrl: 'https://a.example/r', timeoutUrl: 'https://a.example/t' }),
      wordFor: () => 'word',
    }),
  });
}

/** What it asks by, at one check after the other. */
async function askedBy(payment: Payment, times = 4): Promise<(string | undefined)[]> {
  const asked: (string | undefined)[] = [];
  const inquiry = inquiryBy(signed, asked);
  for (let checks = 0; checks < times; checks += 1) await inquiry.ask({ ...payment, checks });
  return asked;
}

const claim = {
  receipt: 'UKL0000001',
  amountCents: 150_000,
  phone: null,
  completedAt: null,
  open: [],
} as const;

describe('a payout is asked about', () => {
  it('by its receipt once that is sure, and else by the name of its request', async () => {
    expect(await askedBy(paymentOf('b2b', { receipt: 'UKL0000002' }), 1)).toEqual(['UKL0000002']);
    const payout = paymentOf('b2b', { originatorConversationId: '1-1', conversationId: 'AG_1' });
    expect(await askedBy(payout, 2)).toEqual(['1-1', '1-1']);
    const claimed = { ...payout, claim: { ...claim, originatorConversationId: '9-9' } };
    expect(await askedBy(claimed)).toEqual(['1-1', 'UKL0000001', '1-1', 'UKL0000001']);
  });

  it('not at all while its operator is stopped, which is no answer', async () => {
    const asked: (string | undefined)[] = [];
    const stopped = {
      account: 'default',
      initiator: 'teller',
      resultCode: '2001',
      resultText: null,
      lockedAt: 1,
    };
    const sign = () => Promise.reject(new OperatorLockedError({ ...stopped, explanation: null }));
    const payout = paymentOf('b2b', { originatorConversationId: '1-1', conversationId: 'AG_1' });
    expect(await inquiryBy(sign, asked).ask(payout)).toBe('unasked');
    expect(asked).toEqual([]);
  });

  const told = { ...claim, open: ['ids'] as const, originatorConversationId: '1-1' };

  it('by the name that its result tells as well, where nobody has acknowledged it and a stranger has told another', async () => {
    const unheard = { conversationId: null, originatorConversationId: 'made-up' };
    const payout = paymentOf('b2b', { status: 'unknown', ...unheard, claim: told });
    expect(await askedBy(payout)).toEqual(['made-up', 'made-up', '1-1', '1-1']);
  });

  it.each(['b2c', 'pochi'] as const)(
    'by no name but ours where we have named it (%s): another payout to the same phone would pay it as well',
    async (kind) => {
      const unheard = { conversationId: null, originatorConversationId: 'ours' };
      const payout = paymentOf(kind, { status: 'unknown', ...unheard, claim: told });
      expect(await askedBy(payout)).toEqual(['ours', 'ours', 'ours', 'ours']);
    },
  );
});
