import type { VirtualClock } from '../../clock/virtual-clock.js';
import { RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import { shortcodeAccount } from '../../ledger/account.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { CustomerPayment } from '../../world/customer-payment.js';
import type { World } from '../../world/world.js';
import type { C2bConfirmation } from '../c2b/c2b-confirmation.js';
import { underHeader } from './header-answer.js';

interface BongaParts {
  world: World;
  ledger: Ledger;
  clock: VirtualClock;
  ids: DarajaIds;
  confirmation: C2bConfirmation;
}

/** Shillings a point is worth (DARAJA-FACTS 1.20). */
const RATE = 0.2;

/** Lipa na Bonga (portal page LipaNaBonga). The customer's PIN is not asked for: points are not kept, so they always suffice. */
export class BongaProduct implements Product {
  constructor(
    readonly op: 'bonga-points' | 'bonga-redeem',
    private readonly parts: BongaParts,
  ) {}

  handle({ body, requestId }: ProductRequest): Answer {
    const about = { requestId, at: this.parts.clock.now() };
    if (this.op === 'bonga-redeem') return this.redeem(body, about);
    const points = textOf(body, 'points');
    return underHeader(
      { ...about, message: 'Success', customerMessage: 'Request executed successfully.' },
      { amount: String(Number(points) * RATE), points, rate: String(RATE) },
    );
  }

  /** Safaricom pays in the customer's place; the payment lands as C2B. */
  private redeem(body: ProductRequest['body'], about: { requestId: string; at: number }): Answer {
    const { world, ledger, ids, confirmation } = this.parts;
    const phone = world.findPhone(textOf(body, 'msisdn'));
    const shortcode = world.findPayee(textOf(body, 'shortCode'));
    if (!phone || !shortcode) throw new RefusedRequest(FAMILIES.stk.badField(phone ? 'shortCode' : 'msisdn'));
    const { at } = about;
    const receipt = ids.receipt(at);
    const credit = shortcodeAccount(shortcode.number);
    const reference = textOf(body, 'accountNumber');
    const cents = Number(textOf(body, 'amount')) * 100;
    const payment: CustomerPayment = { phone, shortcode, cents, reference, channel: 'c2b' };
    ledger.move({ kind: 'bonga', receipt, debit: 'safaricom', credit, cents, reference });
    const paid = {
      paid: true as const,
      receipt,
      at,
      balanceCents: ledger.balanceOf(credit),
      thirdPartyTransId: '',
    };
    return {
      ...underHeader({
        ...about,
        message: 'Operation Successfully.',
        customerMessage: 'Dear customer, your request was processed successfully',
      }),
      afterSent: () => void confirmation.send(payment, paid),
    };
  }
}
