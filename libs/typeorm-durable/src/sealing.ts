// Of its own, so that whoever only seals does not load TypeORM
export { NONCE_BYTES, seal, sealingKey, TAG_BYTES, unseal } from './sealing/seal.js';
export type { Seal, Sealed } from './sealing/seal.js';
