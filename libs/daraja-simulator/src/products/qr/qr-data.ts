import { errorCorrection } from './reed-solomon.js';

/** A version's blocks at error correction level M (ISO/IEC 18004 table 9): [blocks, data bytes of each], and bytes of correction per block. */
interface Version {
  readonly correction: number;
  readonly blocks: readonly (readonly [count: number, dataBytes: number])[];
}

/** Versions 1 to 10, which hold up to 213 bytes. */
const VERSIONS: readonly Version[] = [
  { correction: 10, blocks: [[1, 16]] },
  { correction: 16, blocks: [[1, 28]] },
  { correction: 26, blocks: [[1, 44]] },
  { correction: 18, blocks: [[2, 32]] },
  { correction: 24, blocks: [[2, 43]] },
  { correction: 16, blocks: [[4, 27]] },
  { correction: 18, blocks: [[4, 31]] },
  {
    correction: 22,
    blocks: [
      [2, 38],
      [2, 39],
    ],
  },
  {
    correction: 22,
    blocks: [
      [3, 36],
      [2, 37],
    ],
  },
  {
    correction: 26,
    blocks: [
      [4, 43],
      [1, 44],
    ],
  },
];

function capacity({ blocks }: Version): number {
  return blocks.reduce((sum, [count, bytes]) => sum + count * bytes, 0);
}

/** Chooses the smallest version that holds `bytes`, and lays out its codewords: data, padding, correction, interleaved. */
export function qrCodewords(bytes: Uint8Array): { version: number; codewords: number[] } {
  const at = VERSIONS.findIndex((version, index) => bytes.length + (index < 9 ? 2 : 3) <= capacity(version));
  const version = VERSIONS[at];
  if (!version) throw new RangeError(`${bytes.length} bytes do not fit into a QR code of version 10`);
  const data = padded(bits(bytes, at + 1), capacity(version));
  const blocks: number[][] = [];
  let from = 0;
  for (const [count, size] of version.blocks) {
    for (let block = 0; block < count; block += 1, from += size) blocks.push(data.slice(from, from + size));
  }
  const corrections = blocks.map((block) => errorCorrection(block, version.correction));
  return { version: at + 1, codewords: [...interleaved(blocks), ...interleaved(corrections)] };
}

/** Byte mode, the length, the bytes, the terminator. */
function bits(bytes: Uint8Array, version: number): string {
  const length = bytes.length.toString(2).padStart(version < 10 ? 8 : 16, '0');
  const content = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return `0100${length}${content}0000`;
}

function padded(text: string, size: number): number[] {
  const whole = text.padEnd(Math.ceil(text.length / 8) * 8, '0');
  const data = (whole.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)).slice(0, size);
  for (let pad = 0xec; data.length < size; pad ^= 0xec ^ 0x11) data.push(pad);
  return data;
}

function interleaved(blocks: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...blocks.map(({ length }) => length));
  return Array.from({ length: longest }, (_none, at) => blocks.flatMap((block) => block[at] ?? [])).flat();
}
