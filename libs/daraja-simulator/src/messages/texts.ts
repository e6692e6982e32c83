import { eastAfricaParts } from '../clock/east-africa-time.js';
import type { CustomerPayment } from '../world/customer-payment.js';

interface Facts {
  readonly receipt: string;
  readonly at: number;
  readonly balanceCents: number;
}

/** What the payer reads. */
export function paidText({ shortcode, reference, cents }: CustomerPayment, facts: Facts): string {
  const account = reference === '' ? '' : ` for account ${reference}`;
  return (
    `${facts.receipt} Confirmed. ${ksh(cents)} sent to ${shortcode.name}${account} on ${when(facts.at)}. ` +
    `New M-PESA balance is ${ksh(facts.balanceCents)}.`
  );
}

/** What the owner of the shortcode reads. */
export function receivedText({ phone, reference, cents }: CustomerPayment, facts: Facts): string {
  const account = reference === '' ? '' : ` Account Number ${reference}.`;
  return (
    `${facts.receipt} Confirmed. ${ksh(cents)} received from ${phone.name} ${phone.msisdn} on ${when(facts.at)}.` +
    `${account} New balance is ${ksh(facts.balanceCents)}.`
  );
}

/** What a customer reads when an organisation paid or gave back. */
export function sentText({ from, cents }: { from: string; cents: number }, facts: Facts): string {
  return (
    `${facts.receipt} Confirmed. You have received ${ksh(cents)} from ${from} on ${when(facts.at)}. ` +
    `New M-PESA balance is ${ksh(facts.balanceCents)}.`
  );
}

/** What the payer reads when nothing moved. */
export function refusedText({
  cents,
  payee,
  reason,
}: {
  cents: number;
  payee: string;
  reason: string;
}): string {
  return `Failed. ${ksh(cents)} was not sent to ${payee}: ${reason}`;
}

/** `Ksh1,500.00`. */
export function ksh(cents: number): string {
  const shillings = Math.trunc(cents / 100).toLocaleString('en-US');
  return `Ksh${shillings}.${String(Math.abs(cents % 100)).padStart(2, '0')}`;
}

function when(at: number): string {
  const t = eastAfricaParts(at);
  const hour = Number(t.hour);
  const clock = `${hour % 12 || 12}:${t.minute} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${Number(t.day)}/${Number(t.month)}/${t.year.slice(2)} at ${clock}`;
}
