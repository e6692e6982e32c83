import { Injectable } from '@nestjs/common';
import { ClientsService } from '../clients/clients.service.js';
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

/** Why money by hand is nobody's. */
export type NoRoute = 'no-client' | 'client-revoked';

/** Finds whose money it is that nobody asked for. */
@Injectable()
export class PaymentRouter {
  constructor(
    private readonly shortcodes: OwnedShortcodes,
    private readonly prefixes: Prefixes,
    private readonly clients: ClientsService,
  ) {}

  /** Or why it is nobody's, which is never guessed: what is a revoked client's goes by no shorter prefix of another either. */
  async routeOf(payment: OfflinePayment): Promise<Route | NoRoute> {
    const route = await this.#find(payment);
    if (route === null) return 'no-client';
    const client = await this.clients.find(route.clientId);
    return client === null || client.revokedAt !== null ? 'client-revoked' : route;
  }

  async #find({ shortcode, till, reference }: OfflinePayment): Promise<Route | null> {
    const owned = await this.shortcodes.ownerOf(till === null ? [shortcode] : [till, shortcode]);
    const prefix = reference === null ? null : await this.prefixes.longestOf(reference);
    if (owned !== null) {
      const own = prefix?.clientId === owned.clientId ? prefix.prefix : null;
      return { clientId: owned.clientId, how: 'shortcode', prefix: own };
    }
    return prefix === null ? null : { clientId: prefix.clientId, how: 'prefix', prefix: prefix.prefix };
  }
}
