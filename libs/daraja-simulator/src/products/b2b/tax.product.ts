import type { Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import { shortcodeAccount, workingAccount } from '../../ledger/account.js';
import type { OrganisationService } from '../org/organisation.service.js';
import { ORG_FAILURES } from '../org/org-failures.js';
import type { OrgOrders } from '../org/org-order.js';
import type { OrgTransfer } from './org-transfer.js';

interface TaxParts {
  orders: OrgOrders;
  organisation: OrganisationService;
  transfer: OrgTransfer;
}

/** The revenue authority's number, the only payee; it exists in every world (DARAJA-FACTS 1.8). */
const KRA = '572572';

/** Tax from an organisation's Working account to the revenue authority, for a payment registration number. */
export class TaxProduct implements Product {
  readonly op = 'tax';

  constructor(private readonly parts: TaxParts) {}

  handle(request: ProductRequest): Answer {
    const order = this.parts.orders.read(request, {
      op: 'tax',
      family: FAMILIES.c2b,
      party: 'PartyA',
      initiator: 'Initiator',
    });
    const reference = textOf(request.body, 'AccountReference');
    return this.parts.organisation.accept(order, (accepted) => {
      if (!accepted.shortcode) return ORG_FAILURES.badInitiator;
      const debit = workingAccount(accepted.shortcode.number);
      const move = { debit, credit: shortcodeAccount(KRA), accountName: 'Working Account' };
      const receiver = `${KRA} - Kenya Revenue Authority`;
      return this.parts.transfer.move(accepted, { kind: 'tax', move, receiver, reference });
    });
  }
}
