/** Ids count from 1, numbers from 1001: four digits to read out on the phone. */
const FIRST = 1_000;
/** M-Pesa lets people type twenty characters; a page may bring more. */
const LONGEST_TYPED = 40;

/** `SHOP-1001` for the first order. At most 12 characters, as M-Pesa shows it on the customer's phone. */
export function orderNumber(id: number): string {
  return `SHOP-${FIRST + id}`;
}

/** The order's id, from its number as a customer may have typed it: `SHOP-1001`, `shop 1001`, `Shop1001 `; else null. */
export function orderIdOf(typed: string | null): number | null {
  if (typed === null || typed.length > LONGEST_TYPED) return null;
  const digits = /^SHOP-?(\d{4,7})$/.exec(typed.replace(/\s/g, '').toUpperCase())?.[1];
  const id = Number(digits) - FIRST;
  return id > 0 ? id : null;
}
