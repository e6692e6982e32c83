import { parseCents } from '../../values/money.js';
import { type PayerIdentity, classifyMsisdn } from '../../values/payer-identity.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';
import { parseWireTime } from '../wire/wire-time.js';

/**
 * A payment as Bill Manager pushes it to the `callbackurl` (portal page BillManager), tried five times: amounts are cents,
 * times epoch milliseconds, missing is null.
 */
export interface BillManagerPayment {
  /** The receipt. */
  readonly transactionId: string;
  readonly paidAmountCents: number | null;
  /** In clear. */
  readonly msisdn: PayerIdentity;
  /** Only the day is told: its midnight in East Africa. */
  readonly dateCreated: number | null;
  readonly accountReference: string | null;
  readonly shortCode: string | null;
}

/** Reads a push from any JSON; null when it names no payment or nothing that was paid. Never throws. */
export function parseBillManagerPayment(body: unknown): BillManagerPayment | null {
  const record = wireRecord(body);
  const receipt = wireText(record?.['transactionId']);
  if (!record || receipt === null || !('paidAmount' in record)) return null;
  return {
    transactionId: receipt,
    paidAmountCents: parseCents(wireText(record['paidAmount'])),
    msisdn: classifyMsisdn(record['msisdn']),
    dateCreated: parseWireTime(record['dateCreated']),
    accountReference: wireText(record['accountReference']),
    shortCode: wireText(record['shortCode']),
  };
}

/** What a push is answered with; anything else makes Bill Manager try again. */
export const BILL_MANAGER_RECEIVED = { resmsg: 'Success', rescode: '200' } as const;
