import type { VirtualClock } from '../../clock/virtual-clock.js';
import { ok, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import { phoneAccount } from '../../ledger/account.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { World } from '../../world/world.js';
import type { BundlePurchases } from './bundle-purchases.js';
import { underHeader } from './header-answer.js';

interface BundleParts {
  world: World;
  ledger: Ledger;
  clock: VirtualClock;
  ids: DarajaIds;
  purchases: BundlePurchases;
}

/** The one offer there is. */
const OFFER = {
  offeringId: '210001',
  offerName: 'Daily 1GB',
  offerPrice: '99',
  resourceAccId: '19001',
  resourceValue: '1024',
  offerValidity: '1 day',
};

/** Mobile data bundles (DARAJA-FACTS 1.20): offers, purchase, status. Airtime is not kept, so it always suffices. */
export class BundlesProduct implements Product {
  constructor(
    readonly op: 'bundle-offers' | 'bundle-purchase' | 'bundle-status',
    private readonly parts: BundleParts,
  ) {}

  handle(request: ProductRequest): Answer {
    if (this.op === 'bundle-offers') return this.offers(request);
    return this.op === 'bundle-purchase' ? this.purchase(request) : this.status(request);
  }

  /** `relatedSusbscription` is spelt so. */
  private offers({ query, requestId }: ProductRequest): Answer {
    if (!this.parts.world.findPhone(query['msisdn'] ?? ''))
      throw new RefusedRequest(FAMILIES.stk.badField('msisdn'));
    const lineItem = { characteristicsValue: [OFFER] };
    return ok({ id: requestId, desc: 'Success', status: '200', relatedSusbscription: [], lineItem });
  }

  private purchase({ body, requestId }: ProductRequest): Answer {
    const { world, ledger, clock, ids, purchases } = this.parts;
    const phone = world.findPhone(textOf(body, 'msisdn'));
    if (!phone) throw new RefusedRequest(FAMILIES.stk.badField('msisdn'));
    const id = textOf(body, 'transactionId');
    const cents = Math.round(Number(textOf(body, 'price')) * 100);
    const debit = phoneAccount(phone.msisdn);
    if (body['paymentMode'] === 'm-pesa') {
      if (ledger.balanceOf(debit) < cents) throw new RefusedRequest(FAMILIES.stk.badField('price'));
      const receipt = ids.receipt(clock.now());
      ledger.move({ kind: 'bundle', receipt, debit, credit: 'safaricom', cents, reference: id });
    }
    purchases.add(id);
    const told = { message: 'operation successful', customerMessage: 'Bundle purchase was successful' };
    return underHeader({ requestId, at: clock.now(), ...told });
  }

  /** How a purchase that never was is told, no page says: another status than the one of success. */
  private status({ query }: ProductRequest): Answer {
    const responseId = query['id'] ?? '';
    return this.parts.purchases.has(responseId)
      ? ok({ responseId, responseStatus: '1000', responseDesc: 'Success' })
      : ok({ responseId, responseStatus: '1001', responseDesc: 'Not found' });
  }
}
