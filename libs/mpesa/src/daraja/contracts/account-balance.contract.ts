import type { BalanceReading } from '../../values/balance-reading.js';
import { parseBalances } from '../wire/balance-reading.js';
import type { IdentifierTypeCode } from '../wire/identifier-types.js';
import { parseWireTime } from '../wire/wire-time.js';
import type { OrganisationRequestBody } from './organisation-request.js';
import { type ResultEnvelope, parseResultEnvelope, valueNamed } from './result-envelope.js';

/** `POST /mpesa/accountbalance/v1/query` (portal page AccountBalance), for our own shortcode only. */
export interface AccountBalanceRequestBody extends OrganisationRequestBody {
  readonly Initiator: string;
  readonly CommandID: 'AccountBalance';
  /** Our shortcode. */
  readonly PartyA: string;
  readonly IdentifierType: IdentifierTypeCode;
}

/** What the accounts of a shortcode hold. M-Pesa sends it once and never again. */
export interface AccountBalanceResult extends ResultEnvelope {
  /** Empty in a failure. */
  readonly accounts: readonly BalanceReading[];
  /** Epoch milliseconds. */
  readonly completedAt: number | null;
}

/** Reads a result from any JSON; null when it is none. Never throws. */
export function parseAccountBalanceResult(body: unknown): AccountBalanceResult | null {
  const envelope = parseResultEnvelope(body);
  if (!envelope) return null;
  return {
    ...envelope,
    accounts: parseBalances(valueNamed(envelope.parameters, 'AccountBalance')),
    completedAt: parseWireTime(valueNamed(envelope.parameters, 'BOCompletedTime')),
  };
}
