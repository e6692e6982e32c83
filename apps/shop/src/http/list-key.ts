import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** What opens the shopkeeper's list: the key that was set, else one that is drawn at each start. */
export class ListKey {
  readonly value: string;

  /** @param set `SHOP_LIST_KEY`; null draws one */
  constructor(set: string | null) {
    this.value = set ?? randomBytes(16).toString('base64url');
  }

  /** Takes equally long however much of it is right. */
  opens(tried: unknown): boolean {
    return typeof tried === 'string' && timingSafeEqual(digest(tried), digest(this.value));
  }
}
