import type { BalanceReading } from '../values/balance-reading.js';
import type { StatusReport } from '../values/status-report.js';
import type { InquiryNames } from './inquiry.js';

/** With the names of the question as they were told; absent where M-Pesa did not even take it. */
interface NewsAbout extends Partial<InquiryNames> {
  readonly inquiryId: string;
  /** When we learnt it, epoch ms. */
  readonly at: number;
}

export interface BalanceTold extends NewsAbout {
  readonly type: 'balance';
  readonly accounts: readonly BalanceReading[];
  readonly completedAt: number | null;
}

export interface StatusTold extends NewsAbout {
  readonly type: 'status';
  readonly report: StatusReport;
}

/** M-Pesa answered that it does not answer. */
export interface InquiryRefused extends NewsAbout {
  readonly type: 'refused';
  readonly resultCode: string | null;
  readonly resultText: string | null;
}

/** M-Pesa gave up waiting in its own queue. */
export interface InquiryTimedOut extends NewsAbout {
  readonly type: 'timed-out';
  readonly resultText: string | null;
}

/** What came of an inquiry. */
export type InquiryNews = BalanceTold | StatusTold | InquiryRefused | InquiryTimedOut;
