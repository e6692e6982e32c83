/** What the callbacks of each product prove, and what they leave open. */
import { describe, expect, it } from '@jest/globals';
import { kindsOfNews, news, OWN_NAME, paymentOf } from '../testing/in-memory/evidence-samples.js';
import { MINUTE, moneyReceived, NOON, samplePolicy } from '../testing/in-memory/sample-payments.js';
import { evidenceOf, evidenceOfMoney, isReceiptTrusted } from './evidence.js';
import { classifyMsisdn, hashPhone } from '../values/payer-identity.js';
import type { EvidencePart, Payment, PaymentKind } from './payment.js';
import type { SucceededFact } from './payment-fact.js';

const DAY = 24 * 60 * MINUTE;

function judged(kind: PaymentKind, over: Partial<SucceededFact> = {}, asked: Partial<Payment> = {}) {
  return evidenceOf(paymentOf(kind, asked), news(kind, over), samplePolicy);
}

describe.each(kindsOfNews)('the callback of a %s', (kind) => {
  it('as Safaricom sends it proves everything', () => {
    expect(judged(kind)).toEqual({ open: [], contradicts: [] });
  });

  it.each<[string, Partial<SucceededFact>]>([
    ['none', { receipt: null }],
    ['FREE-MONEY-1', { receipt: 'FREE-MONEY-1' }],
    ['one in small letters', { receipt: 'ukl0000001' }],
    ['one of last week', { receipt: 'UKE0000001' }],
    ['one of last year', { receipt: 'TKL0000001' }],
    ['the generic one of a failure', { receipt: 'UKL0000000' }],
  ])('with a receipt that is %s leaves the receipt open', (_, over) => {
    expect(judged(kind, over).open).toEqual(['receipt']);
  });

  it('without an amount leaves it open, and with another contradicts', () => {
    expect(judged(kind, { amountCents: null }).open).toEqual(['amount']);
    expect(judged(kind, { amountCents: 150_001 })).toEqual({ open: [], contradicts: ['amount'] });
    expect(judged(kind, { amountCents: 0 })).toEqual({ open: [], contradicts: ['amount'] });
  });

  it('that is bare leaves everything open', () => {
    const bare = { amountCents: null, receipt: null, completedAt: null, other: undefined } as const;
    const unnamed = {
      checkoutRequestId: null,
      merchantRequestId: null,
      conversationId: null,
      originatorConversationId: null,
    };
    const { open, contradicts } = judged(kind, { ...bare, ...unnamed } as Partial<SucceededFact>);
    expect(contradicts).toEqual([]);
    const all: readonly EvidencePart[] = MUST_SHOW[kind];
    expect(open).toEqual(all);
  });
});

/** Written once more, by hand: a part that is no longer asked for would be missed here. */
const MUST_SHOW: Readonly<Record<PaymentKind, readonly EvidencePart[]>> = {
  'stk-push': ['ids', 'amount', 'receipt', 'payer', 'time'],
  c2b: ['amount', 'receipt'],
  b2c: ['ids', 'amount', 'receipt', 'payer', 'time'],
  pochi: ['ids', 'amount', 'receipt', 'time'],
  b2b: ['ids', 'amount', 'receipt', 'time'],
  tax: ['ids', 'amount', 'receipt', 'time'],
  'top-up': ['ids', 'amount', 'receipt', 'time'],
  reversal: ['ids', 'amount', 'receipt', 'time'],
  'b2b-express': ['ids', 'amount', 'receipt'],
};

describe('the names of a push', () => {
  it.each<[string, Partial<SucceededFact>]>([
    ['no CheckoutRequestID', { checkoutRequestId: null }],
    ['no MerchantRequestID', { merchantRequestId: null }],
  ])('with %s are open', (_, over) => expect(judged('stk-push', over).open).toEqual(['ids']));

  it('are open while nobody has acknowledged it', () => {
    const unnamed = { ...paymentOf('stk-push'), checkoutRequestId: null, merchantRequestId: null };
    expect(evidenceOf(unnamed, news('stk-push'), samplePolicy).open).toEqual(['ids']);
  });

  it('are one where Daraja has acknowledged it by one', () => {
    const half = { ...paymentOf('stk-push'), merchantRequestId: null };
    expect(evidenceOf(half, news('stk-push'), samplePolicy).open).toEqual([]);
  });
});

describe('the names of an organisation’s request', () => {
  const both = { conversationId: 'AG_1', originatorConversationId: OWN_NAME };

  it.each([
    [{ ...both, conversationId: 'AG_9' }, []],
    [{ ...both, originatorConversationId: '16740-9' }, []],
    [{ ...both, originatorConversationId: null }, ['ids']],
    [{ ...both, conversationId: null }, ['ids']],
    [{ conversationId: 'AG_9', originatorConversationId: null }, ['ids']],
  ])('are shown by one of them, where both are told: %j', (names, open) =>
    expect(judged('b2c', names).open).toEqual(open),
  );

  it('prove nothing where they stand in the URL', () => {
    const named = paymentOf('b2b-express', { id: OWN_NAME });
    expect(evidenceOf(named, news('b2b-express'), samplePolicy).open).toEqual(['ids']);
  });
});

describe('who paid, or was paid', () => {
  it.each(['stk-push', 'b2c'] as const)('fits in clear, masked and hashed for a %s', (kind) => {
    const hash = 'f1e2a4b3'.repeat(8);
    for (const other of [
      { form: 'clear', value: '254722000000' },
      { form: 'masked', value: '2547 ***** 000' },
      { form: 'masked', value: '25472****000' },
    ] as const)
      expect(judged(kind, { other })).toEqual({ open: [], contradicts: [] });
    for (const other of [
      { form: 'clear', value: '254733000000' },
      { form: 'masked', value: '2547 ***** 001' },
      { form: 'hashed', value: hash },
    ] as const)
      expect(judged(kind, { other })).toEqual({ open: [], contradicts: ['payer'] });
    expect(judged(kind, { other: { form: 'none', value: '' } }).open).toEqual(['payer']);
  });

  it('is not compared once it was erased', () => {
    const erased = { ...paymentOf('stk-push'), phone: null };
    expect(evidenceOf(erased, news('stk-push'), samplePolicy).open).toEqual([]);
  });
});

describe('whom a result of ours names', () => {
  const LANDLORD = '600979';
  const held = (payment: Payment, over: Partial<SucceededFact>) =>
    evidenceOf(payment, news(payment.kind, over), samplePolicy);

  it.each<[PaymentKind, string]>([
    ['b2b', 'BusinessPayBill'],
    ['b2b', 'BusinessTransferFromMMFToUtility'],
    ['top-up', 'BusinessPayToBulk'],
    ['tax', 'PayTaxToKRA'],
  ])('must be the receiver of a %s by %s, where it is told', (kind, transactionType) => {
    const sent = paymentOf(kind, { party: LANDLORD, transactionType, phone: null });
    for (const payeeNumber of [LANDLORD, undefined, null, '', 'Biller Company', '60****'])
      expect(held(sent, { payeeNumber })).toEqual({ open: [], contradicts: [] });
    for (const payeeNumber of ['600980', '254722000000'])
      for (const answers of [{}, { source: 'query', answers: 'our-question' } as const])
        expect(held(sent, { payeeNumber, ...answers })).toEqual({ open: [], contradicts: ['payer'] });
  });

  it.each(['BusinessBuyGoods', 'MerchantToMerchantTransfer'])(
    'may be another number of the same merchant in %s: it is asked about',
    (transactionType) => {
      const sent = paymentOf('b2b', { party: '300584', transactionType, phone: null });
      expect(held(sent, { payeeNumber: '300583' })).toEqual({ open: ['payer'], contradicts: [] });
      const answer = { payeeNumber: '300583', source: 'query', answers: 'our-question' } as const;
      expect(held(sent, answer)).toEqual({ open: [], contradicts: [] });
    },
  );

  it.each<[string, Partial<Payment>]>([
    ['in clear', {}],
    ['masked', { phone: null, phoneMasked: '2547 ***** 000' }],
    ['hashed', { phone: null, phoneHash: hashPhone('254722000000') }],
  ])('must be the customer whom a reversal refunds, known %s', (_, known) => {
    const sent = paymentOf('reversal', known);
    for (const value of ['254722000000', '2547 ***** 000'])
      expect(held(sent, { other: classifyMsisdn(value) })).toEqual({ open: [], contradicts: [] });
    for (const other of [undefined, classifyMsisdn('JANE DOE')])
      expect(held(sent, { other } as Partial<SucceededFact>)).toEqual({ open: [], contradicts: [] });
    const another = { other: classifyMsisdn('254733000001') };
    expect(held(sent, another)).toEqual({ open: [], contradicts: ['payer'] });
    const erased = { ...sent, phone: null, phoneMasked: null, phoneHash: null };
    expect(held(erased, another)).toEqual({ open: [], contradicts: [] });
  });

  it('must be the payment that a reversal gives back, where it is told', () => {
    const sent = paymentOf('reversal', { instruction: { receipt: 'UKK82PACB8' } });
    for (const originalReceipt of ['UKK82PACB8', undefined, null])
      expect(held(sent, { originalReceipt })).toEqual({ open: [], contradicts: [] });
    expect(held(sent, { originalReceipt: 'UKK82PACB9' })).toEqual({ open: [], contradicts: ['original'] });
    const older = { ...sent, instruction: null };
    expect(held(older, { originalReceipt: 'UKK82PACB9' }).contradicts).toEqual([]);
  });
});

describe('when it was paid', () => {
  it('lies between the asking and the news, as far as clocks may differ', () => {
    for (const [completedAt, open] of [
      [NOON - 5_000, []],
      [NOON - 5_001, ['time']],
      [NOON + 25_000, []],
      [NOON + 25_001, ['time']],
    ] as const)
      expect(judged('stk-push', { completedAt }).open).toEqual(open);
  });
});

describe('the variations of the wire', () => {
  it('a till’s transfer tells its balances, and neither amount nor time', () => {
    const balances = [{ account: 'Working Account' }] as unknown as NonNullable<SucceededFact['balances']>;
    const till = { amountCents: null, completedAt: null, balances };
    for (const kind of ['b2b', 'top-up'] as const) {
      expect(judged(kind, till, { accountType: 'till' }).open).toEqual([]);
      expect(judged(kind, till).open).toEqual(['amount', 'time']);
    }
    expect(judged('b2b', till, { transactionType: 'BusinessBuyGoods' }).open).toEqual([]);
    expect(judged('b2c', till, { accountType: 'till' }).open).toEqual(['amount', 'time']);
    expect(judged('b2b', { ...till, balances: [] }).open).toEqual(['amount', 'time']);
  });

  it('a C2B confirmation of a push names no request', () => {
    const confirmed = { source: 'c2b', checkoutRequestId: null, merchantRequestId: null } as const;
    expect(judged('stk-push', confirmed)).toEqual({ open: [], contradicts: [] });
  });

  it('the answer to a status question needs the word of the question, or a name that Daraja gave', () => {
    const bare = { source: 'query', conversationId: null, originatorConversationId: null } as const;
    expect(judged('b2c', { ...bare, answers: 'our-question' }).open).toEqual([]);
    expect(judged('b2c', { ...bare, answers: 'nobody' }).open).toEqual(['ids']);
    expect(judged('b2c', { source: 'query', answers: 'nobody' }).open).toEqual([]);
    const silent = { ...bare, answers: 'our-question', amountCents: null, receipt: null } as const;
    expect(judged('b2c', silent).open).toEqual(['amount', 'receipt']);
  });
});

describe('money that nobody asked for', () => {
  const of = (over: Parameters<typeof moneyReceived>[0]) =>
    evidenceOfMoney(moneyReceived(over), samplePolicy).open;

  it('proves itself by its receipt and its time', () => {
    expect(of({})).toEqual([]);
    expect(of({ completedAt: NOON + 60_000 })).toEqual(['time']);
    expect(of({ receipt: 'UKA0000001' })).toEqual(['receipt']);
    // Of that day, and told so late that it may be in the books of another system, or from before there were any.
    expect(of({ receipt: 'UKA0000001', completedAt: NOON - 11 * DAY })).toEqual(['time']);
    expect(of({ receipt: 'UKJ0000001', completedAt: NOON + 19_000 - 2 * DAY })).toEqual([]);
  });

  it('is dated by its arrival where, as Bill Manager, it tells no time', () => {
    expect(of({ completedAt: null })).toEqual([]);
    expect(of({ completedAt: null, at: NOON + 9 * DAY })).toEqual(['receipt']);
  });
});

describe('the receipt of a claim', () => {
  it('is booked only from somebody who showed the names, and a receipt', () => {
    for (const open of [undefined, [], ['time'], ['payer', 'amount']] as const)
      expect(isReceiptTrusted({ open })).toBe(true);
    for (const open of [['ids'], ['receipt'], ['ids', 'receipt'], ['time', 'ids']] as const)
      expect(isReceiptTrusted({ open })).toBe(false);
  });
});
