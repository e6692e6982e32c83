import { parseEastAfricaTime } from '../../values/east-africa-time.js';
import { parseCents } from '../../values/money.js';
import { type PayerIdentity, classifyMsisdn } from '../../values/payer-identity.js';
import { type WireRecord, wireRecord, wireText } from '../wire/wire-reader.js';

/**
 * The result of a push (portal page MpesaExpressSimulate and captures 2017-2026), cleaned: missing and blank is null,
 * amounts are cents, times epoch milliseconds.
 */
export interface StkCallback {
  readonly MerchantRequestID: string | null;
  readonly CheckoutRequestID: string | null;
  /** A number on the wire, except `SFC_IC0003`; here always text. "0" is paid. */
  readonly ResultCode: string;
  /** For people: its wording varies, never compare it. */
  readonly ResultDesc: string | null;
  readonly Amount: number | null;
  readonly MpesaReceiptNumber: string | null;
  readonly TransactionDate: number | null;
  /** Twelve digits in clear, as far as is known; a mask or a hash is told apart. */
  readonly PhoneNumber: PayerIdentity;
}

/** Reads a callback from any JSON; null when it is none. Never throws. */
export function parseStkCallback(body: unknown): StkCallback | null {
  const callback = wireRecord(wireRecord(wireRecord(body)?.['Body'])?.['stkCallback']);
  const resultCode = wireText(callback?.['ResultCode']);
  if (!callback || resultCode === null) return null;
  const item = itemReader(callback);
  return {
    MerchantRequestID: wireText(callback['MerchantRequestID']),
    CheckoutRequestID: wireText(callback['CheckoutRequestID']),
    ResultCode: resultCode,
    ResultDesc: wireText(callback['ResultDesc']),
    Amount: parseCents(wireText(item('Amount'))),
    MpesaReceiptNumber: wireText(item('MpesaReceiptNumber')),
    TransactionDate: parseEastAfricaTime(wireText(item('TransactionDate'))),
    PhoneNumber: classifyMsisdn(item('PhoneNumber')),
  };
}

/** Items are found by name: their order changes, and `Balance` came without a value until 2020. */
function itemReader(callback: WireRecord): (name: string) => unknown {
  const listed = wireRecord(callback['CallbackMetadata'])?.['Item'];
  const items = (Array.isArray(listed) ? listed : [listed]).map(wireRecord);
  return (name) => items.find((item) => item?.['Name'] === name)?.['Value'];
}
