/** Rows of a keyboard, without and with shift, and how far each is set in, in keys. */
const ROWS = [
  { keys: '1234567890', shifted: '!@#$%^&*()', inset: 0 },
  { keys: 'qwertyuiop', shifted: 'QWERTYUIOP', inset: 0.5 },
  { keys: 'asdfghjkl', shifted: 'ASDFGHJKL', inset: 0.75 },
  { keys: 'zxcvbnm', shifted: 'ZXCVBNM', inset: 1.25 },
] as const;

interface Key {
  readonly row: number;
  readonly at: number;
}

const KEYS: ReadonlyMap<string, Key> = new Map(
  ROWS.flatMap(({ keys, shifted, inset }, row) =>
    [keys, shifted].flatMap((signs) => [...signs].map((sign, n) => [sign, { row, at: n + inset }] as const)),
  ),
);

/** How many signs from here on were typed by going from key to neighbouring key: `1qaz`, `q1w2e3`, `!QAZ`. */
export function keyboardWalkAt(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && areNeighbours(text.charAt(end - 1), text.charAt(end))) end += 1;
  return end - at;
}

function areNeighbours(one: string, other: string): boolean {
  const [a, b] = [KEYS.get(one), KEYS.get(other)];
  if (a === undefined || b === undefined || one === other) return false;
  const apart = Math.abs(a.at - b.at);
  return a.row === b.row ? apart <= 1 : Math.abs(a.row - b.row) === 1 && apart <= 1.5;
}
