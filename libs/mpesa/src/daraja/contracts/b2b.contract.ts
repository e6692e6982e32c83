import { parseCents } from '../../values/money.js';
import type { BalanceReading } from '../../values/balance-reading.js';
import { parseBalances } from '../wire/balance-reading.js';
import { feeCents } from '../wire/charges.js';
import type { IdentifierTypeCode } from '../wire/identifier-types.js';
import { type PartyName, splitPartyName } from '../wire/party-name.js';
import { parseWireTime } from '../wire/wire-time.js';
import type { OrganisationRequestBody } from './organisation-request.js';
import { type ResultEnvelope, parseResultEnvelope, receiptOf, valueNamed } from './result-envelope.js';

/**
 * Between which accounts each command moves money (portal pages BusinessPayBill, BusinessBuyGoods, B2CAccountTopUp; the last
 * three are no longer on the portal).
 */
export const B2B_COMMANDS = {
  BusinessPayBill: 'own Working to the Utility of a pay bill',
  BusinessBuyGoods: 'own Working to the Merchant account of a till, store or head office',
  BusinessPayToBulk: 'own Working to the Utility of a B2C shortcode',
  BusinessTransferFromMMFToUtility: 'own Working to own Utility, after whitelisting by apisupport',
  DisburseFundsToBusiness: 'own Utility to the Working of another organisation',
  BusinessToBusinessTransfer: 'own Working to the Working of another organisation',
  MerchantToMerchantTransfer: 'own Merchant account to the Merchant account of another organisation',
} as const;

/** Daraja's `CommandID` of a B2B payment: which accounts the money leaves and reaches. */
export type B2bCommand = keyof typeof B2B_COMMANDS;

/** `POST /mpesa/b2b/v1/paymentrequest`. */
export interface B2bRequestBody extends OrganisationRequestBody {
  readonly Initiator: string;
  readonly CommandID: B2bCommand;
  readonly SenderIdentifierType: IdentifierTypeCode;
  /** Misspelt on the wire; the right spelling is refused. */
  readonly RecieverIdentifierType: IdentifierTypeCode;
  /** Whole shillings. */
  readonly Amount: number;
  readonly PartyA: string;
  readonly PartyB: string;
  /** At most 13 characters; what the pay bill calls the account. */
  readonly AccountReference: string;
  /** Twelve digits: on whose behalf. */
  readonly Requester?: string;
  /** At most 100 characters; misspelt on the wire. */
  readonly Occassion?: string;
}

/** Where all tax goes. */
export const KRA_SHORTCODE = '572572';

/** `POST /mpesa/b2b/v1/remittax` (portal page TaxRemittance). Needs an integration with KRA first. */
export interface TaxRequestBody extends OrganisationRequestBody {
  readonly Initiator: string;
  readonly CommandID: 'PayTaxToKRA';
  readonly SenderIdentifierType: '4';
  /** Misspelt on the wire. */
  readonly RecieverIdentifierType: '4';
  /** Whole shillings. */
  readonly Amount: number;
  readonly PartyA: string;
  readonly PartyB: typeof KRA_SHORTCODE;
  /** KRA's payment registration number (PRN). */
  readonly AccountReference: string;
}

/** The result of a B2B, top-up or tax payment. The fields beyond the envelope are null, or empty, in a failure. */
export interface B2bResult extends ResultEnvelope {
  readonly amountCents: number | null;
  readonly receipt: string | null;
  /** `000000– Biller Company`. */
  readonly receiver: PartyName | null;
  /** Epoch milliseconds. */
  readonly completedAt: number | null;
  readonly feeCents: number | null;
  /** `BillReferenceNumber` of the reference data. */
  readonly account: string | null;
  readonly balances: readonly BalanceReading[];
}

/** Reads a result from any JSON; null when it is none. Never throws. */
export function parseB2bResult(body: unknown): B2bResult | null {
  const envelope = parseResultEnvelope(body);
  if (!envelope) return null;
  const value = (...names: string[]): string | null => valueNamed(envelope.parameters, ...names);
  return {
    ...envelope,
    amountCents: parseCents(value('Amount', 'TransactionAmount')),
    receipt: envelope.resultCode === '0' ? receiptOf(envelope.transactionId) : null,
    receiver: splitPartyName(value('ReceiverPartyPublicName', 'CreditPartyPublicName')),
    completedAt: parseWireTime(value('TransCompletedTime', 'BOCompletedTime')),
    feeCents: feeCents(value('DebitPartyCharges')),
    account: valueNamed(envelope.reference, 'BillReferenceNumber'),
    balances: balancesOf(value),
  };
}

/** The named account first; the two without a name say the same again. */
function balancesOf(value: (name: string) => string | null): BalanceReading[] {
  const named = parseBalances(value('DebitPartyAffectedAccountBalance'));
  return named.length > 0
    ? named
    : parseBalances(value('DebitAccountBalance') ?? value('InitiatorAccountCurrentBalance'));
}
