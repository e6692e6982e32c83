import { parseCents } from '../../values/money.js';

/** One charge of a result, as `Fee For B2C Payment|KES|22.40` writes it. */
export interface Charge {
  readonly name: string;
  readonly currency: string;
  readonly cents: number;
}

/** Characters; Safaricom's have a hundredth of them. */
const LONGEST = 4_096;

/** Reads charges, several of them joined by `&`; what is not written like a charge, or is too long for one, is left out. */
export function parseCharges(text: string | null): Charge[] {
  if (text === null || text.length > LONGEST) return [];
  return text.split('&').flatMap((part) => {
    const [name = '', currency = '', amount = '', ...more] = part.split('|').map((field) => field.trim());
    const cents = parseCents(amount);
    return name === '' || currency === '' || cents === null || more.length > 0
      ? []
      : [{ name, currency, cents }];
  });
}

/** The sum of all charges in cents, also where only an amount is written (`0.00`); null when nothing is told. */
export function feeCents(text: string | null): number | null {
  const plain = parseCents(text?.trim());
  if (plain !== null) return plain;
  const charges = parseCharges(text);
  return charges.length === 0 ? null : charges.reduce((sum, { cents }) => sum + cents, 0);
}
