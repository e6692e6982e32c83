import { parseCents } from '../../values/money.js';
import { type Reading, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';
import { type HeaderAnswer, readHeader } from './header-answer.js';

/** `POST /v1/lipa/na/bonga/calculate-points`: what points are worth. */
export interface BongaCalculateRequestBody {
  readonly points: string;
}

export interface BongaCalculateAnswer extends HeaderAnswer {
  readonly amountCents: number | null;
  readonly points: string | null;
  /** Shillings per point, `0.2`. */
  readonly rate: string | null;
}

/** `POST /v1/lipa/na/bonga/redeem-paybill`: prompts the customer to pay with points. The payment arrives as C2B. */
export interface BongaRedeemRequestBody {
  /** Twelve digits. */
  readonly msisdn: string;
  /** Whole shillings. */
  readonly amount: number;
  readonly bongaPoints: number;
  /** Shillings per point, 0.2. */
  readonly conversionRate: number;
  readonly shortCode: string;
  readonly accountNumber: string;
}

/** Accepted is `responseCode` 200 in the header. */
export function parseBongaCalculateAnswer(body: unknown): Reading<BongaCalculateAnswer> {
  const reading = readHeader(body);
  if (reading.kind !== 'accepted') return reading;
  const worth = wireRecord(wireRecord(body)?.['body']);
  return accepted({
    ...reading.answer,
    amountCents: parseCents(wireText(worth?.['amount'])),
    points: wireText(worth?.['points']),
    rate: wireText(worth?.['rate']),
  });
}
