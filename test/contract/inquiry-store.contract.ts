import assert from 'node:assert/strict';
import { answerEvent } from '../../libs/mpesa/src/inquiries/inquiry-events.js';
import { REPLACES, type Inquiry, type InquiryStatus } from '../../libs/mpesa/src/inquiries/inquiry.js';
import type { Settled, Settlement } from '../../libs/mpesa/src/inquiries/inquiry-store.js';
import type { Storage } from '../../libs/mpesa/src/storage/storage.js';
import type { ContractCase, Subject } from './contract-case.js';
import { appendEvents } from './samples.js';
import { same } from './same.js';

const DAY = 86_400_000;

function sampleInquiry({ clock, newId }: Subject, over: Partial<Inquiry> = {}): Inquiry {
  return {
    id: newId(),
    kind: 'status',
    account: 'default',
    shortcode: '600996',
    initiator: 'clerk',
    paymentId: newId(),
    conversationId: null,
    originatorConversationId: null,
    status: 'asked',
    answer: null,
    resultCode: null,
    resultText: null,
    askedAt: clock.now(),
    settledAt: null,
    ...over,
  };
}

const nothing = { answer: null, resultCode: null, resultText: null };

const ENDS: Readonly<Record<Settlement['status'], Settlement>> = {
  answered: { ...nothing, status: 'answered', answer: { told: ['ß😀', 1, null] }, settledAt: 5 },
  refused: {
    ...nothing,
    status: 'refused',
    resultCode: 'R000002',
    resultText: 'No "such"; --',
    settledAt: 6,
  },
  'timed-out': { ...nothing, status: 'timed-out', resultText: 'timed out', settledAt: 7 },
};

const settle = ({ unitOfWork, inquiries }: Storage, id: string, end: Settlement): Promise<Settled> =>
  unitOfWork.run((tx) => inquiries.settle(tx, id, end));

/** What every InquiryStore promises. */
export function inquiryStoreContract(): ContractCase[] {
  return [
    {
      name: 'keeps an inquiry field by field, as it was asked and as it was settled',
      run: async (subject) => {
        const { storage, other } = subject;
        for (const end of Object.values(ENDS)) {
          const inquiry = sampleInquiry(subject);
          await storage.inquiries.insert(inquiry);
          same(await other.inquiries.get(inquiry.id), inquiry);
          const settled = { ...inquiry, ...end };
          same(await settle(storage, inquiry.id, end), { inquiry: settled, changed: true });
          same(await other.inquiries.get(inquiry.id), settled);
        }
        const balance = sampleInquiry(subject, { kind: 'balance', paymentId: null });
        await storage.inquiries.insert(balance);
        same(await storage.inquiries.get(balance.id), balance);
      },
    },
    {
      name: 'keeps what Daraja called a question, also where its answer was faster',
      run: async (subject) => {
        const { storage, other } = subject;
        const names = { conversationId: 'AG_20261122_201', originatorConversationId: '1-2-ß' };
        for (const end of [null, ENDS.answered]) {
          const inquiry = sampleInquiry(subject);
          await storage.inquiries.insert(inquiry);
          if (end !== null) await settle(storage, inquiry.id, end);
          await storage.inquiries.acknowledge(inquiry.id, names);
          same(await other.inquiries.get(inquiry.id), { ...inquiry, ...end, ...names });
        }
        await storage.inquiries.acknowledge(subject.newId(), names);
      },
    },
    {
      name: 'knows nothing of an inquiry that was never asked',
      run: async ({ storage, newId }) => {
        same(await storage.inquiries.get(newId()), null);
        same(await settle(storage, newId(), ENDS.answered), null);
      },
    },
    {
      name: 'lets an end replace what is worth less, and nothing else',
      run: async (subject) => {
        const states: InquiryStatus[] = ['asked', 'answered', 'refused', 'timed-out'];
        for (const [to, end] of Object.entries(ENDS) as [Settlement['status'], Settlement][]) {
          for (const from of states) {
            const before = sampleInquiry(subject, from === 'asked' ? {} : { ...ENDS[from], settledAt: 1 });
            await subject.storage.inquiries.insert(before);
            const changed = (REPLACES[to] as readonly InquiryStatus[]).includes(from);
            const inquiry = changed ? { ...before, ...end } : before;
            same(await settle(subject.storage, before.id, end), { inquiry, changed }, `${from} to ${to}`);
          }
        }
      },
    },
    {
      name: 'is changed by one of many copies that come at once, on any instance',
      run: async (subject) => {
        const { storage, other } = subject;
        const inquiry = sampleInquiry(subject);
        await storage.inquiries.insert(inquiry);
        const copies = Array.from({ length: 20 }, (_, n) =>
          settle(n % 2 ? storage : other, inquiry.id, ENDS.answered),
        );
        const settled = await Promise.all(copies);
        same(settled.filter((one) => one?.changed).length, 1);
        for (const one of settled) same(one?.inquiry, { ...inquiry, ...ENDS.answered });
      },
    },
    {
      name: 'is settled together with what else its transaction writes, or not at all',
      run: async (subject) => {
        const { unitOfWork, inquiries } = subject.storage;
        const inquiry = sampleInquiry(subject);
        await inquiries.insert(inquiry);
        await assert.rejects(
          unitOfWork.run(async (tx) => {
            await inquiries.settle(tx, inquiry.id, ENDS.answered);
            throw new Error('the event could not be stored');
          }),
        );
        same(await inquiries.get(inquiry.id), inquiry);
      },
    },
  ];
}

const party = { identifier: '254712345678', name: 'JANE DOE' };
const report = {
  transactionStatus: 'Completed',
  receipt: 'UKL8F2IQMH',
  amountCents: 1_500_00,
  debitParty: party,
  creditParty: party,
  reasonType: null,
  debitAccountType: null,
  initiatedAt: 1,
  finalisedAt: 2,
  debitFeeCents: null,
  creditFeeCents: null,
  conversationId: null,
  originatorConversationId: null,
};

/** What retention does to inquiries. */
export function inquiryRetentionContract(): ContractCase[] {
  return [
    {
      name: 'forgets what an old answer told, and the people in its event; the rest stays',
      run: async (subject) => {
        const { storage, clock } = subject;
        const inquiry = sampleInquiry(subject);
        await storage.inquiries.insert(inquiry);
        const event = answerEvent(inquiry, {
          type: 'status',
          inquiryId: inquiry.id,
          at: clock.now(),
          report,
        });
        await storage.outbox.subscribe([{ handler: 'A.on', event: 'status.received' }], 0);
        await appendEvents(subject, [event]);
        // Answered a month after it was asked: what counts is when we learnt it.
        clock.advance(30 * DAY);
        const end = { ...ENDS.answered, settledAt: clock.now() };
        await settle(storage, inquiry.id, end);
        clock.advance(89 * DAY);
        await storage.retention.erase(clock.now() - 90 * DAY, 100);
        same(await storage.inquiries.get(inquiry.id), { ...inquiry, ...end });
        clock.advance(2 * DAY);
        await storage.retention.erase(clock.now() - 90 * DAY, 100);
        same(await storage.inquiries.get(inquiry.id), { ...inquiry, ...end, answer: null });
        const request = { handlers: ['A.on'], now: clock.now(), leaseUntil: clock.now() + 1, limit: 1 };
        const [delivery] = await storage.outbox.claim('a', request);
        same(delivery?.payload, { ...event.payload, debitParty: null, creditParty: null });
      },
    },
    {
      name: 'forgets an answer that came after its question had been forgotten',
      run: async (subject) => {
        const { storage, clock } = subject;
        const inquiry = sampleInquiry(subject);
        await storage.inquiries.insert(inquiry);
        clock.advance(91 * DAY);
        await storage.retention.erase(clock.now() - 90 * DAY, 100);
        await settle(storage, inquiry.id, { ...ENDS.answered, settledAt: clock.now() });
        clock.advance(91 * DAY);
        await storage.retention.erase(clock.now() - 90 * DAY, 100);
        same((await storage.inquiries.get(inquiry.id))?.answer, null);
      },
    },
  ];
}
