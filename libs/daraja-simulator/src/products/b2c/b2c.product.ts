import type { VirtualClock } from '../../clock/virtual-clock.js';
import { refusal, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import { phoneAccount, pochiAccount, shortcodeAccount } from '../../ledger/account.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Messenger } from '../../messages/messenger.js';
import type { World } from '../../world/world.js';
import { charge } from '../../payments/charges.js';
import type { OrganisationService } from '../org/organisation.service.js';
import { ORG_FAILURES } from '../org/org-failures.js';
import type { OrgOrders } from '../org/org-order.js';
import type { OrgFailure, OrgOutcome, OrgRequest } from '../org/org-request.js';
import type { Phone } from '../../world/phone.js';
import type { Shortcode } from '../../world/shortcode.js';
import { b2cParameters } from './b2c-parameters.js';

interface B2cParts {
  world: World;
  ledger: Ledger;
  clock: VirtualClock;
  ids: DarajaIds;
  messenger: Messenger;
  orders: OrgOrders;
  organisation: OrganisationService;
}

/** DARAJA-FACTS 4.6, in cents. */
const SMALLEST = 10_00;
const LARGEST = 250_000_00;
const FULLEST_WALLET = 500_000_00;

/** Money from an organisation's Utility account to a customer (DARAJA-FACTS 1.6), or to a customer's Pochi (1.19). */
export class B2cProduct implements Product {
  constructor(
    readonly op: 'b2c' | 'pochi',
    private readonly parts: B2cParts,
  ) {}

  handle(request: ProductRequest): Answer {
    const { body, consumerKey, version } = request;
    const app = this.parts.world.findApp(consumerKey);
    if (this.op === 'b2c' && version === 'v3' && app?.b2c === 'v1') {
      throw new RefusedRequest(
        refusal(403, '403.002.1001', 'You are not authorized to initiate this transaction'),
      );
    }
    // v1 has no such field, and whatever comes in it is ignored.
    const own = this.op === 'b2c' && version === 'v1' ? '' : textOf(body, 'OriginatorConversationID');
    const pochi = this.op === 'pochi' || body['CommandID'] === 'BusinessPayToPochi';
    const order = {
      ...this.parts.orders.read(request, {
        op: pochi ? 'pochi' : 'b2c',
        family: FAMILIES.b2c,
        party: 'PartyA',
        initiator: 'InitiatorName',
      }),
      originatorConversationId: own === '' ? null : own,
    };
    const msisdn = textOf(body, 'PartyB');
    return this.parts.organisation.accept(order, (accepted) => this.pay(accepted, msisdn));
  }

  private pay(request: OrgRequest, msisdn: string): OrgOutcome {
    const phone = this.parts.world.findPhone(msisdn);
    const { shortcode } = request;
    if (!shortcode) return ORG_FAILURES.badInitiator;
    const problem = this.problem(request, shortcode, phone);
    if (problem) return problem;
    if (!phone || phone.state === 'unregistered') return ORG_FAILURES.customerUnsupported;
    return this.move(request, shortcode, phone);
  }

  private problem({ cents, op }: OrgRequest, shortcode: Shortcode, phone?: Phone): OrgFailure | null {
    const { ledger } = this.parts;
    if (cents < SMALLEST) return ORG_FAILURES.tooSmall;
    if (cents > LARGEST) return ORG_FAILURES.tooLarge;
    if (shortcode.type === 'till') return ORG_FAILURES.notAssigned;
    if (op === 'pochi' && phone && !phone.pochi) return ORG_FAILURES.customerUnsupported;
    if (phone && ledger.balanceOf(phoneAccount(phone.msisdn)) + cents > FULLEST_WALLET)
      return ORG_FAILURES.payeeFull;
    return ledger.balanceOf(shortcodeAccount(shortcode.number)) < cents ? ORG_FAILURES.balanceTooLow : null;
  }

  private move({ op, cents }: OrgRequest, shortcode: Shortcode, phone: Phone): OrgOutcome {
    const { ledger, ids, clock, messenger } = this.parts;
    const receipt = ids.receipt(clock.now());
    const debit = shortcodeAccount(shortcode.number);
    const credit = op === 'pochi' ? pochiAccount(phone.msisdn) : phoneAccount(phone.msisdn);
    ledger.move({ kind: op === 'pochi' ? 'pochi' : 'b2c', receipt, debit, credit, cents, reference: '' });
    charge(ledger, shortcode, { kind: 'b2c', receipt });
    messenger.sent({ phone, from: shortcode.name, cents, receipt });
    const parameters = b2cParameters(ledger, { shortcode, phone, cents, receipt, at: clock.now() });
    return { done: true, receipt, parameters, references: [] };
  }
}
