import type { VirtualClock } from '../../clock/virtual-clock.js';
import { eastAfricaStamp } from '../../clock/east-africa-time.js';
import type { Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import type { Product, ProductRequest } from '../../gateway/product.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import { chargesAccount, shortcodeAccount, workingAccount } from '../../ledger/account.js';
import type { Ledger } from '../../ledger/ledger.js';
import { shillingsText } from '../../payments/cents.js';
import type { Shortcode } from '../../world/shortcode.js';
import { accountName } from '../b2b/b2b-commands.js';
import type { OrganisationService } from '../org/organisation.service.js';
import { ORG_FAILURES } from '../org/org-failures.js';
import type { OrgOrders } from '../org/org-order.js';
import { item } from '../org/result-item.js';

interface BalanceParts {
  orders: OrgOrders;
  organisation: OrganisationService;
  ledger: Ledger;
  clock: VirtualClock;
  ids: DarajaIds;
}

/** What an organisation's accounts hold (DARAJA-FACTS 1.12). */
export class BalanceProduct implements Product {
  readonly op = 'balance';

  constructor(private readonly parts: BalanceParts) {}

  handle(request: ProductRequest): Answer {
    const order = this.parts.orders.read(request, {
      op: 'balance',
      family: FAMILIES.b2c,
      party: 'PartyA',
      initiator: 'Initiator',
    });
    return this.parts.organisation.accept(order, ({ shortcode }) => {
      if (!shortcode) return ORG_FAILURES.badInitiator;
      const now = this.parts.clock.now();
      const parameters = [
        item('AccountBalance', accountBalance(this.parts.ledger, shortcode)),
        item('BOCompletedTime', eastAfricaStamp(now)),
      ];
      return { done: true, receipt: this.parts.ids.noReceipt(now), parameters, references: [] };
    });
  }
}

/** Accounts joined by `&`, their six fields by `|`. */
function accountBalance(ledger: Ledger, shortcode: Shortcode): string {
  const { number } = shortcode;
  const accounts: [string, number][] = [
    ['Working Account', ledger.balanceOf(workingAccount(number))],
    ['Float Account', 0],
    [accountName('main', shortcode), ledger.balanceOf(shortcodeAccount(number))],
    ['Charges Paid Account', ledger.balanceOf(chargesAccount(number))],
    ['Organization Settlement Account', 0],
  ];
  return accounts.map(([name, cents]) => accountText(name, shillingsText(cents))).join('&');
}

function accountText(name: string, held: string): string {
  return `${name}|KES|${held}|${held}|0.00|0.00`;
}
