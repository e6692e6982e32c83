import type { Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import type { OrganisationService } from '../org/organisation.service.js';
import type { OrgOrders } from '../org/org-order.js';
import type { PaymentReversal } from './payment-reversal.js';
import type { PendingReversals } from './pending-reversals.js';

interface ReversalParts {
  orders: OrgOrders;
  organisation: OrganisationService;
  settings: CurrentSettings;
  reversal: PaymentReversal;
  pending: PendingReversals;
}

/** Gives a customer's payment back, at once or when somebody at the organisation authorises it (DARAJA-FACTS 1.10). */
export class ReversalProduct implements Product {
  readonly op = 'reversal';

  constructor(private readonly parts: ReversalParts) {}

  handle(request: ProductRequest): Answer {
    const order = this.parts.orders.read(request, {
      op: 'reversal',
      family: FAMILIES.stk,
      party: 'ReceiverParty',
      initiator: 'Initiator',
    });
    const receipt = textOf(request.body, 'TransactionID');
    return this.parts.organisation.accept(order, (accepted) => {
      const waits = this.parts.settings.get().reversals === 'authorised';
      const problem = this.parts.reversal.problem(accepted, receipt);
      if (problem) return problem;
      if (!waits) return this.parts.reversal.reverse(accepted, receipt);
      this.parts.pending.add(accepted, receipt);
      return null;
    });
  }
}
