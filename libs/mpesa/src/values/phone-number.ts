import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';

/** Twelve digits, no plus: the only form Daraja takes (`^254[17]\d{8}$`). */
const WIRE_PHONE = /^254[17]\d{8}$/;
/** ASCII digits only: look-alike digits of other scripts are refused, not translated. */
const WRITTEN_PHONE = /^[\s(]*(?:\+[\s(]*)?\d[\s\d().\-\u2010-\u2015]{7,40}$/;
/** What comes along with a number that is copied from a contact, a chat or a page. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
/** With every blank, bracket and dash that people put in. */
const LONGEST_WRITTEN = 64;

/** True for a number that is already in the wire form, whatever operator it belongs to. */
export function isWirePhone(value: unknown): value is string {
  return typeof value === 'string' && WIRE_PHONE.test(value);
}

/**
 * Brings a Kenyan mobile number in any usual form (`0722 000 000`, `+254-722-000000`, `722000000`, `00254…`,
 * `(0110) 000 000`, the number 254722000000) to `2547XXXXXXXX` or `2541XXXXXXXX`; null for anything else, land lines
 * and foreign numbers included.
 */
export function normalisePhone(value: unknown): string | null {
  if (typeof value !== 'string' && !Number.isSafeInteger(value)) return null;
  const given = String(value);
  if (given.length > LONGEST_WRITTEN) return null;
  const written = given.replace(INVISIBLE, '');
  if (!WRITTEN_PHONE.test(written)) return null;
  // Kenya dials 000 for abroad; the 00 that most of the world writes is taken too.
  const digits = written.replace(/[^\d+]/g, '').replace(/^000?(?=254)/, '+');
  const phone = parsePhoneNumberFromString(digits, { defaultCountry: 'KE', extract: false });
  if (phone?.country !== 'KE' || !phone.isValid()) return null;
  const wire = `254${phone.nationalNumber}`;
  return WIRE_PHONE.test(wire) ? wire : null;
}

/** Twelve digits in the form Kenyans dial: `0722000000`. */
export function localPhone(phone: string): string {
  return `0${phone.slice(3)}`;
}
