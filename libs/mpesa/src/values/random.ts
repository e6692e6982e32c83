import { randomBytes } from 'node:crypto';

/** Where the module takes unpredictable bytes from. */
export interface RandomSource {
  bytes(size: number): Buffer;
}

/** The operating system's cryptographic generator. */
export const systemRandom: RandomSource = { bytes: (size) => randomBytes(size) };
