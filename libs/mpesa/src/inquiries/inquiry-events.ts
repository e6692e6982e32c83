import type { BalanceReceived, NewEvent, StatusReceived } from '../payments/payment-events.js';
import type { Inquiry } from './inquiry.js';
import type { BalanceTold, StatusTold } from './inquiry-news.js';

/** The event that announces an answer. An inquiry has one, and is a stream of its own. */
export function answerEvent(inquiry: Inquiry, news: BalanceTold | StatusTold): NewEvent {
  const { id: inquiryId, account, shortcode, paymentId } = inquiry;
  const stream = { subjectId: inquiryId, seq: 1 };
  const about = { inquiryId, account, shortcode, occurredAt: news.at };
  if (news.type === 'balance') {
    const { accounts, completedAt } = news;
    const payload: BalanceReceived = { type: 'balance.received', ...about, accounts, completedAt };
    return { ...stream, payload };
  }
  const payload: StatusReceived = { type: 'status.received', ...about, paymentId, ...news.report };
  return { ...stream, payload };
}
