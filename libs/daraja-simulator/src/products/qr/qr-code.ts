import { qrCodewords } from './qr-data.js';

/** Dark modules are true. */
export type QrModules = readonly (readonly boolean[])[];

/** Centres of the alignment patterns of versions 1 to 10. */
const ALIGNMENT: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
];

/** Level M in the format bits; mask 0, `(row + column) even`, for every code: readers take any. */
const LEVEL_AND_MASK = 0b00_000;

/** A QR code (ISO/IEC 18004, model 2, level M, byte mode). */
export function encodeQr(bytes: Uint8Array): QrModules {
  const { version, codewords } = qrCodewords(bytes);
  const size = 17 + 4 * version;
  const grid: (boolean | null)[][] = Array.from({ length: size }, () =>
    Array.from({ length: size }, () => null),
  );
  const set = (row: number, column: number, dark: boolean): void => {
    const line = grid[row];
    if (line && column >= 0 && column < size) line[column] = dark;
  };
  drawFinders(size, set);
  drawAlignment(version, grid, set);
  for (let at = 8; at < size - 8; at += 1) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  drawFormat(size, set);
  if (version >= 7) drawVersion(version, size, set);
  drawData(codewords, grid);
  return grid.map((line) => line.map((dark) => dark === true));
}

type Set = (row: number, column: number, dark: boolean) => void;

/** Three finders with their white borders. */
function drawFinders(size: number, set: Set): void {
  for (const [top, left] of [
    [0, 0],
    [0, size - 7],
    [size - 7, 0],
  ] as const) {
    for (let row = -1; row <= 7; row += 1) {
      for (let column = -1; column <= 7; column += 1) {
        const ring = Math.max(Math.abs(row - 3), Math.abs(column - 3));
        set(top + row, left + column, ring !== 2 && ring !== 4);
      }
    }
  }
}

function drawAlignment(version: number, grid: readonly (readonly (boolean | null)[])[], set: Set): void {
  const centres = ALIGNMENT[version - 1] ?? [];
  const last = centres.at(-1);
  for (const row of centres) {
    for (const column of centres) {
      const atFinder = (row === 6 && (column === 6 || column === last)) || (column === 6 && row === last);
      if (atFinder || grid[row] === undefined) continue;
      for (let dy = -2; dy <= 2; dy += 1)
        for (let dx = -2; dx <= 2; dx += 1)
          set(row + dy, column + dx, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    }
  }
}

/** Remainder of `value` with `degree` zeros behind it, divided by a BCH generator. */
function bch(value: number, degree: number, divisor: number): number {
  let rest = value << degree;
  for (let bit = 31; bit >= degree; bit -= 1) if (rest & (1 << bit)) rest ^= divisor << (bit - degree);
  return rest;
}

function drawFormat(size: number, set: Set): void {
  const format = ((LEVEL_AND_MASK << 10) | bch(LEVEL_AND_MASK, 10, 0b101_0011_0111)) ^ 0b101_0100_0001_0010;
  const dark = (bit: number): boolean => ((format >> bit) & 1) === 1;
  for (let bit = 0; bit < 15; bit += 1) {
    const along = bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit;
    set(along, 8, dark(bit));
    const across = bit < 8 ? size - 1 - bit : bit === 8 ? 7 : 14 - bit;
    set(8, across, dark(bit));
  }
  set(size - 8, 8, true);
}

function drawVersion(version: number, size: number, set: Set): void {
  const value = (version << 12) | bch(version, 12, 0b1_1111_0010_0101);
  for (let bit = 0; bit < 18; bit += 1) {
    const dark = ((value >> bit) & 1) === 1;
    const [near, far] = [Math.floor(bit / 3), size - 11 + (bit % 3)];
    set(near, far, dark);
    set(far, near, dark);
  }
}

/** Two columns at a time, up and down from the right, around what is drawn already; masked. */
function drawData(codewords: readonly number[], grid: (boolean | null)[][]): void {
  const size = grid.length;
  let at = 0;
  let upwards = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right -= 1;
    for (let step = 0; step < size; step += 1) {
      const row = upwards ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        const line = grid[row];
        if (!line || line[column] !== null) continue;
        const bit = ((codewords[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
        line[column] = (bit === 1) !== ((row + column) % 2 === 0);
        at += 1;
      }
    }
    upwards = !upwards;
  }
}
