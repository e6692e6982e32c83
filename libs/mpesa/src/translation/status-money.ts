import type { MoneyReceivedFact } from '../payments/payment-fact.js';
import { classifyMsisdn } from '../values/payer-identity.js';
import type { StatusReport } from '../values/status-report.js';
import type { C2bReceiver, C2bRefusal } from './c2b.js';

/**
 * The fact in a transaction status about money that no callback ever told of. It tells everything but the account number that
 * the payer typed (DARAJA-FACTS 1.11).
 */
export function factFromStatusReport(
  report: StatusReport,
  receiver: C2bReceiver,
  about: { readonly receipt: string; readonly at: number },
): MoneyReceivedFact | C2bRefusal {
  const { transactionStatus, amountCents, debitParty, creditParty } = report;
  if (transactionStatus !== 'Completed') return { refused: `not-completed: ${transactionStatus}` };
  if (report.receipt !== about.receipt) return { refused: `another-receipt: ${report.receipt}` };
  if (amountCents === null || amountCents <= 0) return { refused: 'no-amount' };
  const paid = creditParty?.identifier ?? null;
  if (paid === null || (paid !== receiver.shortcode && paid !== receiver.till))
    return { refused: `foreign-shortcode: ${paid ?? 'none'}` };
  const payer = classifyMsisdn(debitParty?.identifier);
  // What an organisation pays is no payment by a customer.
  if (payer.form === 'none') return { refused: 'no-customer' };
  return {
    type: 'money-received',
    at: about.at,
    source: 'status',
    account: receiver.name,
    accountType: receiver.type,
    shortcode: receiver.shortcode,
    till: receiver.till,
    receipt: about.receipt,
    amountCents,
    reference: null,
    payer,
    partyName: debitParty?.name ?? null,
    transactionType: report.reasonType,
    completedAt: report.finalisedAt,
  };
}
