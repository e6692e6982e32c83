/** A party as results write it: `254712345678 - JANE DOE`, `000000– Biller Company`, padded with blanks. */
export interface PartyName {
  /** Phone number or shortcode, perhaps starred out; null where the text has a name only. */
  readonly identifier: string | null;
  readonly name: string | null;
}

const IDENTIFIED = /^(\d[\d*]{3,})(?:\s*[-\u2010-\u2015]\s*(\S.*)?)?$/;

/** Splits a party into its number and its name; blanks at the ends and inside are tidied. Null for no text at all. */
export function splitPartyName(text: string | null): PartyName | null {
  const tidy = text?.replace(/\s+/g, ' ').trim() ?? '';
  if (tidy === '') return null;
  const match = IDENTIFIED.exec(tidy);
  if (!match) return { identifier: null, name: tidy };
  const [, identifier = null, name = ''] = match;
  return { identifier, name: name === '' ? null : name };
}
