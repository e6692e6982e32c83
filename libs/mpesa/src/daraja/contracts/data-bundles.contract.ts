import { parseCents } from '../../values/money.js';
import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

/** `GET /v1/dynamic-offers/fetch?msisdn=`. */
export interface BundleOffersRequest {
  /** Twelve digits. */
  readonly msisdn: string;
}

/** A bundle that the number may buy. */
export interface BundleOffer {
  readonly offeringId: string;
  readonly offerName: string | null;
  readonly priceCents: number | null;
  /** Goes into `accountId` of a purchase. */
  readonly resourceAccId: string | null;
  /** Megabytes. */
  readonly resourceValue: string | null;
  readonly offerValidity: string | null;
}

export interface BundleOffersAnswer {
  readonly id: string | null;
  readonly offers: readonly BundleOffer[];
}

/** Accepted is an answer with a list of offers, also an empty one. */
export function parseBundleOffersAnswer(body: unknown): Reading<BundleOffersAnswer> {
  const record = wireRecord(body);
  const listed = wireRecord(record?.['lineItem'])?.['characteristicsValue'];
  if (record && Array.isArray(listed)) {
    return accepted({ id: wireText(record['id']), offers: listed.flatMap((item) => offerOf(item) ?? []) });
  }
  const code = wireText(record?.['status']);
  if (!record || code === null) return UNREADABLE;
  return { kind: 'refused', code, message: wireText(record['desc']) ?? '(no message)' };
}

function offerOf(item: unknown): BundleOffer | null {
  const record = wireRecord(item);
  const offeringId = wireText(record?.['offeringId']) ?? wireText(record?.['uniqueOfferingId']);
  if (!record || offeringId === null) return null;
  return {
    offeringId,
    offerName: wireText(record['offerName']),
    priceCents: parseCents(wireText(record['offerPrice'])),
    resourceAccId: wireText(record['resourceAccId']),
    resourceValue: wireText(record['resourceValue']),
    offerValidity: wireText(record['offerValidity']),
  };
}

/** `POST /v1/dynamic-offers/facebook-bundle/purchase`; all texts, taken from the offer. */
export interface BundlePurchaseRequestBody {
  readonly msisdn: string;
  readonly offeringId: string;
  readonly paymentMode: 'airtime' | 'm-pesa';
  readonly accountId: string;
  /** Shillings. */
  readonly price: string;
  readonly resourceAmount: string;
  readonly validity: string;
  /** Ours, unique; the status is asked by it. */
  readonly transactionId: string;
}

/** `GET /v2/bundles/get/status?id=&serviceAccountId=0`. */
export interface BundleStatusRequest {
  /** The `transactionId` of the purchase. */
  readonly id: string;
}

export interface BundleStatusAnswer {
  readonly responseId: string | null;
  readonly responseDesc: string | null;
}

/** Accepted is `responseStatus` "1000": bought. */
export function parseBundleStatusAnswer(body: unknown): Reading<BundleStatusAnswer> {
  const record = wireRecord(body);
  const code = wireText(record?.['responseStatus']);
  if (!record || code === null) return UNREADABLE;
  const responseDesc = wireText(record['responseDesc']);
  if (code !== '1000') return { kind: 'refused', code, message: responseDesc ?? '(no message)' };
  return accepted({ responseId: wireText(record['responseId']), responseDesc });
}
