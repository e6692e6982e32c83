import { createHash } from 'node:crypto';
import { eastAfricaStamp } from '../../clock/east-africa-time.js';
import { shillingsText } from '../../payments/cents.js';
import type { CustomerPayment } from '../../world/customer-payment.js';

interface C2bFacts {
  readonly receipt: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Empty in a validation, the new balance in a confirmation. */
  readonly orgAccountBalance: string;
  readonly thirdPartyTransId: string;
  /** Production leaves the keys of middle and last name out (DARAJA-FACTS 1.5). */
  readonly production: boolean;
}

/** The flat JSON of validations and confirmations; every value is a string (DARAJA-FACTS 1.5). */
export function c2bBody(payment: CustomerPayment, facts: C2bFacts): Record<string, string> {
  const { shortcode, phone, cents, reference } = payment;
  return {
    TransactionType: shortcode.type === 'till' ? 'Customer Merchant Payment' : 'Pay Bill',
    TransID: facts.receipt,
    TransTime: eastAfricaStamp(facts.at),
    TransAmount: shillingsText(cents),
    BusinessShortCode: shortcode.c2bNumber,
    BillRefNumber: shortcode.type === 'till' ? '' : reference,
    InvoiceNumber: '',
    OrgAccountBalance: facts.orgAccountBalance,
    ThirdPartyTransID: facts.thirdPartyTransId,
    MSISDN: shownMsisdn(phone.msisdn, shortcode.msisdn ?? formOf(shortcode)),
    ...names(phone.name, facts.production),
  };
}

/** v1 hashes the number, v2 masks it (DARAJA-FACTS 1.5). */
function formOf({ c2b, registration }: CustomerPayment['shortcode']): 'masked' | 'hashed' {
  const version = c2b === 'either' ? registration?.version : c2b;
  return version === 'v1' ? 'hashed' : 'masked';
}

function shownMsisdn(msisdn: string, form: 'masked' | 'hashed' | 'clear'): string {
  if (form === 'clear') return msisdn;
  if (form === 'hashed') return createHash('sha256').update(msisdn).digest('hex');
  return `${msisdn.slice(0, 4)} ***** ${msisdn.slice(-3)}`;
}

function names(name: string, production: boolean): Record<string, string> {
  const [first = '', ...others] = name.split(' ');
  if (production) return { FirstName: first };
  const last = others.pop() ?? '';
  return { FirstName: first, MiddleName: others.join(' '), LastName: last };
}
