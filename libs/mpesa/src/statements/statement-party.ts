import { normalisePhone } from '../values/phone-number.js';
import { type PayerIdentity, classifyMsisdn } from '../values/payer-identity.js';

/** Who stands on the other side of a row, as far as the statement tells it. */
export interface StatementParty {
  readonly payer: PayerIdentity;
  readonly name: string | null;
}

/** `254712345678 - JANE DOE`, `2547****678- JANE`, `0712****678`, `2547 ***** 126 - JANE`; anything else is a name. */
const NUMBERED = /^\+?(\d(?:\d|[\s*]+\d)+)\s*(?:[-\u2010-\u2015]\s*(\S.*)?)?$/;

/** Splits a party into number and name. A masked number stays a mask, and a shortcode is no payer. */
export function partyOf(text: string): StatementParty {
  const tidy = text.replace(/\s+/g, ' ').trim();
  const match = NUMBERED.exec(tidy);
  if (match === null) return { payer: classifyMsisdn(''), name: tidy === '' ? null : tidy };
  const [, number = '', name = ''] = match;
  return { payer: payerOf(number), name: name === '' ? null : name };
}

function payerOf(number: string): PayerIdentity {
  if (!number.includes('*')) return classifyMsisdn(normalisePhone(number) ?? '');
  // The portal stars out numbers in the local form too.
  return classifyMsisdn(number.replace(/^0(?=[17])/, '254'));
}
