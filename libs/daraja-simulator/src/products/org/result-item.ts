/** Marks a text that goes over the wire as a bare number; a private-use character no request holds. */
const NUMBER_MARK = '\uE000';

/** A key of a result with its value; `undefined` is a key that M-Pesa sends without a value. */
export interface ResultItem {
  readonly Key: string;
  readonly Value: string | number | undefined;
}

export function item(Key: string, Value: string | number | undefined): ResultItem {
  return { Key, Value };
}

/** A number with its decimals, which JSON.stringify would drop: `10.00`. */
export function decimals(text: string): string {
  return `${NUMBER_MARK}${text}`;
}

/** JSON in which the texts of `decimals` are numbers. */
export function wireJson(value: unknown): string {
  return JSON.stringify(value).replace(/"\uE000(-?[0-9.]+)"/g, '$1');
}
