import { classifyMsisdn, type PayerIdentity } from '../../values/payer-identity.js';
import type { WireRecord } from './wire-reader.js';

/** Who paid, in news of money by hand: a C2B confirmation, or Bill Manager's push. */
export function payerNumberIn(fields: WireRecord): PayerIdentity {
  return classifyMsisdn(fields['MSISDN'] ?? fields['msisdn']);
}
