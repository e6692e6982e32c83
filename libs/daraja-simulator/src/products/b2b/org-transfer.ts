import type { VirtualClock } from '../../clock/virtual-clock.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import type { Ledger } from '../../ledger/ledger.js';
import { charge } from '../../payments/charges.js';
import { ORG_FAILURES } from '../org/org-failures.js';
import type { OrgOutcome, OrgRequest } from '../org/org-request.js';
import { item } from '../org/result-item.js';
import { queueItem } from '../org/result-text.js';
import type { B2bMove } from './b2b-commands.js';
import { b2bParameters } from './b2b-parameters.js';

interface Transfer {
  readonly kind: 'b2b' | 'tax';
  readonly move: B2bMove;
  /** Number and name of who receives. */
  readonly receiver: string;
  readonly reference: string;
}

/** Moves money out of an organisation's account to another's, when there is enough. */
export class OrgTransfer {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: VirtualClock,
    private readonly ids: DarajaIds,
  ) {}

  move({ cents, shortcode, op }: OrgRequest, { kind, move, receiver, reference }: Transfer): OrgOutcome {
    const { debit, credit, accountName } = move;
    if (!shortcode) return ORG_FAILURES.badInitiator;
    if (this.ledger.balanceOf(debit) < cents) return ORG_FAILURES.balanceTooLow;
    const at = this.clock.now();
    const receipt = this.ids.receipt(at);
    this.ledger.move({ kind, receipt, debit, credit, cents, reference });
    charge(this.ledger, shortcode, { kind: 'b2b', receipt });
    const balanceCents = this.ledger.balanceOf(debit);
    const chargeCents = shortcode.chargeCents.b2b;
    const parameters = b2bParameters({ accountName, balanceCents, cents, chargeCents, receiver, at });
    const references = [item('BillReferenceNumber', reference), queueItem(op)];
    return { done: true, receipt, parameters, references };
  }
}
