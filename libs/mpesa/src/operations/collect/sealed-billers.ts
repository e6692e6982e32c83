import type { CallbackUrlSeal } from '../callback-url-seal.js';
import type { BillManagerStore, StoredBiller } from './bill-manager.store.js';

type BillerStore = Pick<BillManagerStore, 'biller' | 'putBiller'>;

/** Keeps billers without the token of their URL in clear. */
export class SealedBillers implements BillerStore {
  constructor(
    private readonly store: BillerStore,
    private readonly seal: CallbackUrlSeal,
  ) {}

  putBiller(biller: StoredBiller): Promise<void> {
    const { callbackUrl, shortcode } = biller;
    return this.store.putBiller({ ...biller, callbackUrl: this.seal.seal(callbackUrl, shortcode) });
  }

  async biller(shortcode: string): Promise<StoredBiller | null> {
    const kept = await this.store.biller(shortcode);
    return kept && { ...kept, callbackUrl: this.seal.open(kept.callbackUrl, shortcode) };
  }
}
