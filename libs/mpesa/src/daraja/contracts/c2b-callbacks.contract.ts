import { parseEastAfricaTime } from '../../values/east-africa-time.js';
import { parseCents } from '../../values/money.js';
import { type PayerIdentity, classifyMsisdn } from '../../values/payer-identity.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

/**
 * A C2B validation or confirmation (portal page CustomerToBusiness and production captures 2022-2024), cleaned: missing
 * and blank is null, amounts are cents, times epoch milliseconds.
 */
export interface C2bNotification {
  /** An open word: `Pay Bill`, for tills `Customer Merchant Payment` (documented as `Buy Goods`), and others. */
  readonly TransactionType: string | null;
  /** The receipt. */
  readonly TransID: string;
  readonly TransTime: number | null;
  readonly TransAmount: number | null;
  readonly BusinessShortCode: string | null;
  /** What the payer typed, in its own case, blanks at the ends taken off; null for tills. */
  readonly BillRefNumber: string | null;
  readonly InvoiceNumber: string | null;
  /** Null in a validation; the new balance in a confirmation. */
  readonly OrgAccountBalance: number | null;
  /** What the validation answer gave along. */
  readonly ThirdPartyTransID: string | null;
  /** v2 sends `2547 ***** 126`, v1 the SHA-256 of the number. */
  readonly MSISDN: PayerIdentity;
  readonly FirstName: string | null;
  /** Absent in production. */
  readonly MiddleName: string | null;
  /** Absent in production. */
  readonly LastName: string | null;
}

/** Reads a notification from any JSON; null when it names no transaction. Never throws. */
export function parseC2bNotification(body: unknown): C2bNotification | null {
  const record = wireRecord(body);
  const receipt = wireText(record?.['TransID']);
  if (!record || receipt === null) return null;
  return {
    TransactionType: wireText(record['TransactionType']),
    TransID: receipt,
    TransTime: parseEastAfricaTime(wireText(record['TransTime'])),
    TransAmount: parseCents(wireText(record['TransAmount'])),
    BusinessShortCode: wireText(record['BusinessShortCode']),
    BillRefNumber: wireText(record['BillRefNumber']),
    InvoiceNumber: wireText(record['InvoiceNumber']),
    OrgAccountBalance: parseCents(wireText(record['OrgAccountBalance'])),
    ThirdPartyTransID: wireText(record['ThirdPartyTransID']),
    MSISDN: classifyMsisdn(record['MSISDN']),
    FirstName: wireText(record['FirstName']),
    MiddleName: wireText(record['MiddleName']),
    LastName: wireText(record['LastName']),
  };
}

/** The codes with which a validation may refuse a payment; the payer is shown their meaning. */
export const C2B_REJECTIONS = {
  C2B00011: 'Invalid MSISDN',
  C2B00012: 'Invalid Account Number',
  C2B00013: 'Invalid Amount',
  C2B00014: 'Invalid KYC Details',
  C2B00015: 'Invalid Shortcode',
  C2B00016: 'Other Error',
} as const;

/** The codes with which a validation may refuse a payment, `C2B00011` to `C2B00016` (Daraja, C2B). */
export type C2bRejectionCode = keyof typeof C2B_REJECTIONS;

/** What a validation URL answers, within about eight seconds. `ResultDesc` has at most 90 characters. */
export interface C2bValidationAnswerBody {
  readonly ResultCode: 0 | '0' | C2bRejectionCode;
  readonly ResultDesc: string;
  /** Comes back in the confirmation. */
  readonly ThirdPartyTransID?: string;
}
