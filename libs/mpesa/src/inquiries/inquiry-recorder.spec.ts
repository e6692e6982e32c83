import { describe, expect, it } from '@jest/globals';
import { ConflictRetry } from '../payments/locks/conflict-retry.js';
import type { NewEvent } from '../payments/payment-events.js';
import type { EventSink } from '../payments/payment-ports.js';
import { StorageConflict } from '../payments/storage-conflict.js';
import { inMemoryStorage } from '../testing/in-memory/in-memory-storage.js';
import { NOON } from '../testing/in-memory/sample-payments.js';
import type { StatusReport } from '../values/status-report.js';
import type { Inquiry } from './inquiry.js';
import type { InquiryNews } from './inquiry-news.js';
import { InquiryRecorder } from './inquiry-recorder.js';

const asked: Inquiry = {
  id: 'question-1',
  kind: 'status',
  account: 'default',
  shortcode: '600996',
  initiator: 'clerk',
  paymentId: 'payment-1',
  conversationId: null,
  originatorConversationId: null,
  status: 'asked',
  answer: null,
  resultCode: null,
  resultText: null,
  askedAt: NOON,
  settledAt: null,
};

const report: StatusReport = {
  transactionStatus: 'Completed',
  receipt: 'UKL41H4CBT',
  amountCents: 300_00,
  debitParty: { identifier: '600996', name: 'Duka' },
  creditParty: { identifier: '254712345678', name: 'JANE DOE' },
  reasonType: null,
  debitAccountType: null,
  initiatedAt: null,
  finalisedAt: NOON,
  debitFeeCents: 22_40,
  creditFeeCents: null,
  conversationId: null,
  originatorConversationId: 'payment-1',
};

const about = { inquiryId: 'question-1', at: NOON + 5_000 };
const status: InquiryNews = { ...about, type: 'status', report };
const refused: InquiryNews = { ...about, type: 'refused', resultCode: '21', resultText: 'no role' };
const timedOut: InquiryNews = { ...about, type: 'timed-out', resultText: 'queue' };

async function fixture(over: { readonly events?: EventSink; readonly inquiry?: Partial<Inquiry> } = {}) {
  const storage = inMemoryStorage(() => 'event');
  const told: Array<{ readonly inquiry: Inquiry; readonly event: NewEvent | null }> = [];
  const recorder = new InquiryRecorder({
    unitOfWork: storage.unitOfWork,
    store: storage.inquiries,
    events: over.events ?? storage.outbox,
    retry: new ConflictRetry(async () => undefined, { bytes: (size) => Buffer.alloc(size) }),
    onSettled: (inquiry, event) => void told.push({ inquiry, event }),
  });
  await storage.inquiries.insert({ ...asked, ...over.inquiry });
  const events = () => [...storage.unitOfWork.tables.events.values()];
  return { storage, recorder, told, events };
}

describe('news of a question', () => {
  it('is stored with the event that tells of it, and handed on after the commit', async () => {
    const { recorder, events, told, storage } = await fixture();
    const payload = {
      type: 'status.received',
      inquiryId: 'question-1',
      account: 'default',
      shortcode: '600996',
      paymentId: 'payment-1',
      occurredAt: NOON + 5_000,
      ...report,
    };
    const inquiry = { ...asked, status: 'answered', answer: payload, settledAt: NOON + 5_000 };
    expect(await recorder.record(status)).toEqual({ inquiry, changed: true });
    expect(await storage.inquiries.get('question-1')).toEqual(inquiry);
    const event = { subjectId: 'question-1', seq: 1, payload };
    expect(events()).toEqual([event]);
    expect(told).toEqual([{ inquiry, event }]);
  });

  it('of a balance tells its accounts', async () => {
    const { recorder, events } = await fixture({ inquiry: { kind: 'balance', paymentId: null } });
    const accounts = [
      {
        account: 'Utility Account',
        currency: 'KES',
        currentCents: 1,
        availableCents: 1,
        reservedCents: 0,
        unclearedCents: 0,
      },
    ];
    await recorder.record({ ...about, type: 'balance', accounts, completedAt: NOON });
    const told = { inquiryId: 'question-1', account: 'default', shortcode: '600996' };
    expect(events()).toEqual([
      {
        subjectId: 'question-1',
        seq: 1,
        payload: { type: 'balance.received', ...told, accounts, completedAt: NOON, occurredAt: NOON + 5_000 },
      },
    ]);
  });

  it('is told once, however many copies come at once', async () => {
    const { recorder, events, told } = await fixture();
    const settled = await Promise.all(Array.from({ length: 20 }, () => recorder.record(status)));
    const known = settled.flatMap((one) => (one === null || one === 'unproven' ? [] : [one]));
    expect(known.filter(({ changed }) => changed)).toHaveLength(1);
    expect(known.map(({ inquiry }) => inquiry.status)).toEqual(Array(20).fill('answered'));
    expect([events().length, told.length]).toEqual([1, 1]);
  });

  it.each([status, refused, timedOut])(
    'is that of somebody else where it tells no name of the question: $type',
    async (news) => {
      const names = { conversationId: 'AG_1', originatorConversationId: '1-1' };
      const { recorder, events, told, storage } = await fixture({ inquiry: names });
      const others = [
        {},
        { conversationId: null, originatorConversationId: null },
        { conversationId: 'AG_2', originatorConversationId: '1-2' },
        { conversationId: '1-1', originatorConversationId: 'AG_1' },
      ];
      for (const other of others) expect(await recorder.record({ ...news, ...other })).toBe('unproven');
      expect(await storage.inquiries.get('question-1')).toEqual({ ...asked, ...names });
      expect([events(), told]).toEqual([[], []]);
      // One of the two may be renamed between the acknowledgement and the answer.
      const renamed = { conversationId: 'AG_2', originatorConversationId: '1-1' };
      expect(await recorder.record({ ...news, ...renamed })).toMatchObject({ changed: true });
    },
  );

  it('of a refusal or a time-out wakes who waits, and is no event', async () => {
    for (const news of [refused, timedOut]) {
      const { recorder, events, told } = await fixture();
      await recorder.record(news);
      expect(events()).toEqual([]);
      expect(told).toMatchObject([{ inquiry: { status: news.type, answer: null }, event: null }]);
    }
  });

  it('is an answer at last, whatever came before it, and no refusal after it counts', async () => {
    const names = { conversationId: 'AG_1', originatorConversationId: '1-1' };
    const { recorder, events } = await fixture({ inquiry: names });
    for (const news of [timedOut, refused, status, refused, timedOut])
      await recorder.record({ ...news, ...names });
    expect(events()).toHaveLength(1);
    expect(await recorder.record({ ...refused, ...names })).toMatchObject({
      inquiry: { status: 'answered', resultCode: null },
      changed: false,
    });
  });

  it('is believed of nobody once the acknowledgement was lost: there is no name to know, and the question is asked again', async () => {
    const { recorder, events } = await fixture();
    // The service's own word, which names nothing.
    expect(await recorder.record(refused)).toMatchObject({ changed: true });
    const made = { conversationId: 'AG_made', originatorConversationId: '9-9' };
    for (const news of [status, timedOut])
      expect(await recorder.record({ ...news, ...made })).toBe('unproven');
    expect(events()).toEqual([]);
  });

  it('of a question that nobody asked is null, and told to nobody', async () => {
    const { recorder, told } = await fixture();
    expect(await recorder.record({ ...status, inquiryId: 'nobody' })).toBeNull();
    expect(told).toEqual([]);
  });

  it('is not kept without its event, and tried again when the database asks for it', async () => {
    const failures = [new StorageConflict('contention'), new Error('disk full')];
    const appended: NewEvent[] = [];
    const events: EventSink = {
      append: async (_tx, some) => {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        appended.push(...some);
      },
    };
    const { recorder, storage, told } = await fixture({ events });
    await expect(recorder.record(status)).rejects.toThrow('disk full');
    expect(await storage.inquiries.get('question-1')).toEqual(asked);
    expect(told).toEqual([]);
    failures.push(new StorageConflict('contention'));
    expect(await recorder.record(status)).toMatchObject({ changed: true });
    expect(appended).toHaveLength(1);
  });
});
