import { deflateSync } from 'node:zlib';
import { crc32 } from './crc32.js';
import type { QrModules } from './qr-code.js';

/** White modules a reader needs on every side. */
const QUIET = 4;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A grey PNG of `pixels` by `pixels`, or larger when a module would be less than a pixel. */
export function qrPng(modules: QrModules, pixels: number): Buffer {
  const across = modules.length + 2 * QUIET;
  const scale = Math.max(1, Math.floor(pixels / across));
  const side = Math.max(pixels, across);
  const offset = Math.floor((side - modules.length * scale) / 2);
  const rows = Array.from({ length: side }, (_none, y) => {
    const line = Buffer.alloc(side + 1, 0xff);
    line[0] = 0;
    const row = modules[Math.floor((y - offset) / scale)];
    row?.forEach((dark, column) => {
      if (dark) line.fill(0, 1 + offset + column * scale, 1 + offset + (column + 1) * scale);
    });
    return line;
  });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header(side)),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Eight bits of grey, not interlaced. */
function header(side: number): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(side, 0);
  bytes.writeUInt32BE(side, 4);
  bytes.writeUInt8(8, 8);
  return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}
