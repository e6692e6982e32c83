import type { VirtualClock } from '../../clock/virtual-clock.js';
import { ok, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import { shortcodeAccount } from '../../ledger/account.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { CustomerPayment } from '../../payments/customer-payment.js';
import type { World } from '../../world/world.js';
import type { C2bConfirmation } from '../c2b/c2b-confirmation.js';

interface BongaParts {
  world: World;
  ledger: Ledger;
  clock: VirtualClock;
  ids: DarajaIds;
  confirmation: C2bConfirmation;
}

/** Shillings a point is worth (DARAJA-FACTS 1.20). */
const RATE = 0.2;

/** Lipa na Bonga. Its answers are not public; these carry the code 6000 of success. */
export class BongaProduct implements Product {
  constructor(
    readonly op: 'bonga-points' | 'bonga-redeem',
    private readonly parts: BongaParts,
  ) {}

  handle({ body }: ProductRequest): Answer {
    if (this.op === 'bonga-redeem') return this.redeem(body);
    const points = Number(textOf(body, 'points'));
    return ok({
      responseCode: '6000',
      responseMessage: 'Success',
      points,
      amount: points * RATE,
      conversionRate: RATE,
    });
  }

  /** Safaricom pays in the customer's place; the payment lands as C2B. */
  private redeem(body: ProductRequest['body']): Answer {
    const { world, ledger, clock, ids, confirmation } = this.parts;
    const phone = world.findPhone(textOf(body, 'msisdn'));
    const shortcode = world.findPayee(textOf(body, 'shortCode'));
    if (!phone || !shortcode) throw new RefusedRequest(FAMILIES.stk.badField(phone ? 'shortCode' : 'msisdn'));
    const at = clock.now();
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
      ...ok({ responseCode: '6000', responseMessage: 'Success', transactionId: receipt }),
      afterSent: () => void confirmation.send(payment, paid),
    };
  }
}
