import type {
  PulledTransaction,
  PullQueryRequestBody,
  PullRegisterAnswer,
  PullRegisterRequestBody,
} from '../daraja/contracts/pull.contract.js';
import { formatPullTime } from '../daraja/wire/wire-time.js';
import type { MoneyReceivedFact } from '../payments/payment-fact.js';
import type { C2bReceiver, C2bRefusal } from './c2b.js';

/** A page of a time; both ends are epoch ms and included, the offset counts rows from 0. */
export interface PullQuestion {
  readonly shortcode: string;
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

export function toPullRegisterBody(request: {
  readonly shortcode: string;
  /** Twelve digits. */
  readonly nominatedPhone: string;
  readonly callbackUrl: string;
}): PullRegisterRequestBody {
  return {
    ShortCode: request.shortcode,
    RequestType: 'Pull',
    NominatedNumber: request.nominatedPhone,
    CallBackURL: request.callbackUrl,
  };
}

/** What came of a registration, and the words it was told in. */
export function outcomeOfPullRegistration(answer: PullRegisterAnswer) {
  return {
    outcome: answer.alreadyRegistered ? ('already-registered' as const) : ('registered' as const),
    message: answer.ResponseDescription,
    requestId: answer.ResponseRefID,
  };
}

export function toPullQueryBody({ shortcode, from, to, offset }: PullQuestion): PullQueryRequestBody {
  return {
    ShortCode: shortcode,
    StartDate: formatPullTime(from),
    EndDate: formatPullTime(to),
    OffSetValue: String(offset),
  };
}

/** The fact in a row of Pull. It lists payments by customers only (DARAJA-FACTS 1.16); should it name another kind, it is not booked. */
export function factFromPull(
  row: PulledTransaction,
  receiver: C2bReceiver,
  at: number,
): MoneyReceivedFact | C2bRefusal {
  if (row.transactiontype !== null && !/^c2b\b/i.test(row.transactiontype))
    return { refused: `not-c2b: ${row.transactiontype}` };
  if (row.amountCents === null || row.amountCents === 0) return { refused: 'no-amount' };
  return {
    type: 'money-received',
    at,
    source: 'pull',
    account: receiver.name,
    accountType: receiver.type,
    shortcode: receiver.shortcode,
    till: receiver.till,
    receipt: row.transactionId,
    amountCents: row.amountCents,
    reference: receiver.type === 'till' ? null : row.billreference,
    payer: row.msisdn,
    partyName: row.sender,
    transactionType: row.transactiontype,
    completedAt: row.trxDate,
  };
}
