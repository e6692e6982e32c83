/** Powers of 2 in GF(256) with the polynomial 0x11D of QR codes, and their logarithms. */
const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
  EXP[power] = value;
  EXP[power + 255] = value;
  LOG[value] = power;
  value = value & 0x80 ? (value << 1) ^ 0x11d : value << 1;
}

function multiply(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : (EXP[(LOG[a] ?? 0) + (LOG[b] ?? 0)] ?? 0);
}

/** The generator polynomial with roots 2^0 … 2^(degree-1), without its leading 1. */
function generator(degree: number): number[] {
  let polynomial = [1];
  for (let root = 0; root < degree; root += 1) {
    const factor = EXP[root] ?? 0;
    const next = [...polynomial, 0];
    polynomial.forEach((coefficient, at) => {
      next[at + 1] = (next[at + 1] ?? 0) ^ multiply(coefficient, factor);
    });
    polynomial = next;
  }
  return polynomial.slice(1);
}

/** The `count` error correction bytes of `data`. */
export function errorCorrection(data: readonly number[], count: number): number[] {
  const divisor = generator(count);
  let rest: number[] = Array.from({ length: count }, () => 0);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest = [...rest.slice(1), 0].map((value, at) => value ^ multiply(divisor[at] ?? 0, factor));
  }
  return rest;
}
