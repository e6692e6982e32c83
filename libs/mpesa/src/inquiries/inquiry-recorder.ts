import type { EventSink, UnitOfWork } from '../payments/payment-ports.js';
import type { ConflictRetry } from '../payments/locks/conflict-retry.js';
import type { JsonObject } from '../payments/payment.js';
import type { NewEvent } from '../payments/payment-events.js';
import type { Inquiry } from './inquiry.js';
import { answerEvent } from './inquiry-events.js';
import type { InquiryNews } from './inquiry-news.js';
import type { InquiryStore, Settled, Settlement } from './inquiry-store.js';

export interface InquiryRecorderDeps {
  readonly unitOfWork: Pick<UnitOfWork, 'run'>;
  readonly store: Pick<InquiryStore, 'get' | 'settle'>;
  readonly events: EventSink;
  readonly retry: ConflictRetry;
  /** After the commit. */
  readonly onSettled: (inquiry: Inquiry, event: NewEvent | null) => void;
}

/** The only one who settles inquiries: the answer and the event that tells of it are stored together, once. */
export class InquiryRecorder {
  constructor(private readonly deps: InquiryRecorderDeps) {}

  /**
   * @returns the inquiry as it stands now, and whether this news has changed it; null for one we do not know; `unproven` for
   * news from somebody who does not know what Daraja called the question
   */
  async record(news: InquiryNews): Promise<Settled | 'unproven'> {
    const known = await this.deps.store.get(news.inquiryId);
    if (known === null) return null;
    if (!isAnswerTo(known, news)) return 'unproven';
    const event = news.type === 'balance' || news.type === 'status' ? answerEvent(known, news) : null;
    const settled = await this.deps.retry.run(() => this.#settle(news, event));
    if (settled?.changed === true) this.deps.onSettled(settled.inquiry, event);
    return settled;
  }

  #settle(news: InquiryNews, event: NewEvent | null): Promise<Settled> {
    return this.deps.unitOfWork.run(async (tx) => {
      const settled = await this.deps.store.settle(tx, news.inquiryId, settlementOf(news, event));
      if (settled?.changed === true && event !== null) await this.deps.events.append(tx, [event]);
      return settled;
    });
  }
}

/**
 * True where it tells a name of the question. While the acknowledgement is under way there is none to tell. Once it is lost, nobody
 * can be told apart from whoever reads the URL, and a question that costs nothing is asked again.
 */
function isAnswerTo(inquiry: Inquiry, news: InquiryNews): boolean {
  const names = ['conversationId', 'originatorConversationId'] as const;
  const known = names.filter((name) => inquiry[name] !== null);
  if (known.length === 0) return inquiry.status === 'asked';
  return known.some((name) => inquiry[name] === news[name]);
}

function settlementOf(news: InquiryNews, event: NewEvent | null): Settlement {
  const { at: settledAt, type } = news;
  const nothing = { answer: null, resultCode: null, resultText: null };
  if (type === 'refused') {
    const { resultCode, resultText } = news;
    return { ...nothing, status: 'refused', settledAt, resultCode, resultText };
  }
  if (type === 'timed-out')
    return { ...nothing, status: 'timed-out', settledAt, resultText: news.resultText };
  const answer = JSON.parse(JSON.stringify(event?.payload ?? {})) as JsonObject;
  return { ...nothing, status: 'answered', settledAt, answer };
}
