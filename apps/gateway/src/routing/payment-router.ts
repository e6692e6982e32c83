import { Injectable } from '@nestjs/common';
import { OwnedShortcodes } from './owned-shortcodes.js';
import { Prefixes } from './prefixes.js';

/** What is known of money that a customer pays, or is about to pay, by hand. */
export interface OfflinePayment {
  readonly shortcode: string;
  readonly till: string | null;
  /** The account number as it was typed; null for tills. */
  readonly reference: string | null;
}

export interface Route {
  readonly clientId: string;
  readonly how: 'shortcode' | 'prefix';
  readonly prefix: string | null;
}

/** Finds whose money it is that nobody asked for. */
@Injectable()
export class PaymentRouter {
  constructor(
    private readonly shortcodes: OwnedShortcodes,
    private readonly prefixes: Prefixes,
  ) {}

  /** Null when it is nobody's: that is never guessed. */
  async routeOf({ shortcode, till, reference }: OfflinePayment): Promise<Route | null> {
    const owned = await this.shortcodes.ownerOf(till === null ? [shortcode] : [till, shortcode]);
    const prefix = reference === null ? null : await this.prefixes.longestOf(reference);
    if (owned !== null) {
      const own = prefix?.clientId === owned.clientId ? prefix.prefix : null;
      return { clientId: owned.clientId, how: 'shortcode', prefix: own };
    }
    return prefix === null ? null : { clientId: prefix.clientId, how: 'prefix', prefix: prefix.prefix };
  }
}
