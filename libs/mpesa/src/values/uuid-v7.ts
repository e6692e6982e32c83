import type { Clock } from './clock.js';
import type { RandomSource } from './random.js';

const COUNTER_LIMIT = 0x1000;

/**
 * Makes version 7 UUIDs (RFC 9562) whose text sorts in the order of their making, strictly, within one generator: also
 * inside one millisecond and while the clock stands still or is set back.
 */
export function createUuidV7(clock: Clock, random: RandomSource): () => string {
  let lastMs = -1;
  let counter = 0;
  return () => {
    const now = clock.now();
    const fresh = random.bytes(10);
    if (now > lastMs) {
      lastMs = now;
      // The upper half of the counter stays free, so that many ids fit before the time has to be borrowed.
      counter = fresh.readUInt16BE(0) % (COUNTER_LIMIT / 2);
    } else if (++counter === COUNTER_LIMIT) {
      lastMs += 1;
      counter = 0;
    }
    return layOut(lastMs, counter, fresh.subarray(2));
  };
}

function layOut(ms: number, counter: number, tail: Buffer): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  tail.copy(bytes, 8);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
