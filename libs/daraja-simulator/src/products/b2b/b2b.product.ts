import { RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { World } from '../../world/world.js';
import type { OrganisationService } from '../org/organisation.service.js';
import { ORG_FAILURES } from '../org/org-failures.js';
import type { OrgOrders } from '../org/org-order.js';
import type { OrgOutcome, OrgRequest } from '../org/org-request.js';
import { b2bMove } from './b2b-commands.js';
import type { OrgTransfer } from './org-transfer.js';

interface B2bParts {
  world: World;
  orders: OrgOrders;
  organisation: OrganisationService;
  transfer: OrgTransfer;
}

/** Money between organisations, or between the accounts of one (DARAJA-FACTS 1.7). */
export class B2bProduct implements Product {
  readonly op = 'b2b';

  constructor(private readonly parts: B2bParts) {}

  handle(request: ProductRequest): Answer {
    const { body } = request;
    const order = this.parts.orders.read(request, {
      op: 'b2b',
      family: FAMILIES.c2b,
      party: 'PartyA',
      initiator: 'Initiator',
    });
    const reference = textOf(body, 'AccountReference');
    const command = textOf(body, 'CommandID');
    if (command === 'BusinessPayBill' && reference === '') {
      throw new RefusedRequest(FAMILIES.c2b.badField('AccountReference'));
    }
    const payee = textOf(body, 'PartyB');
    return this.parts.organisation.accept(order, (accepted) =>
      this.pay(accepted, { command, payee, reference }),
    );
  }

  private pay(
    request: OrgRequest,
    { command, payee, reference }: { command: string; payee: string; reference: string },
  ): OrgOutcome {
    const receiver = this.parts.world.findPayee(payee);
    if (!request.shortcode) return ORG_FAILURES.badInitiator;
    if (!receiver) return ORG_FAILURES.noReceiver;
    const move = b2bMove(command, request.shortcode, receiver);
    if ('done' in move) return move;
    return this.parts.transfer.move(request, {
      kind: 'b2b',
      move,
      receiver: `${receiver.payTo} - ${receiver.name}`,
      reference,
    });
  }
}
