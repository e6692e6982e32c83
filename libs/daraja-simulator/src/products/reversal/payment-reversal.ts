import type { VirtualClock } from '../../clock/virtual-clock.js';
import { eastAfricaStamp } from '../../clock/east-africa-time.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import { phoneAccount, shortcodeAccount } from '../../ledger/account.js';
import type { Ledger, LedgerEntry } from '../../ledger/ledger.js';
import type { Messenger } from '../../messages/messenger.js';
import { shillingsText } from '../../payments/cents.js';
import type { Phone } from '../../world/phone.js';
import type { World } from '../../world/world.js';
import { accountName } from '../b2b/b2b-commands.js';
import { ORG_FAILURES } from '../org/org-failures.js';
import type { OrgFailure, OrgOutcome, OrgRequest } from '../org/org-request.js';
import { phoneName, shortcodeName } from '../org/party-name.js';
import { decimals, item } from '../org/result-item.js';

interface ReversalParts {
  ledger: Ledger;
  world: World;
  clock: VirtualClock;
  ids: DarajaIds;
  messenger: Messenger;
}

/** The most a customer may hold, in cents (DARAJA-FACTS 4.6). */
const FULLEST_WALLET = 500_000_00;

/** Finds what a customer paid and gives it back; charges are not refunded. Only payments to the asking shortcode count. */
export class PaymentReversal {
  constructor(private readonly parts: ReversalParts) {}

  problem({ shortcode, cents }: OrgRequest, receipt: string): OrgFailure | null {
    const { ledger } = this.parts;
    const original = this.original(receipt);
    const phone = original && this.payer(original);
    if (!shortcode || !phone || original.credit !== shortcodeAccount(shortcode.number))
      return ORG_FAILURES.noOriginal;
    const left = original.cents - this.reversed(receipt);
    if (left === 0) return ORG_FAILURES.alreadyReversed;
    if (cents <= 0 || cents > left) return ORG_FAILURES.badParameter;
    if (ledger.balanceOf(original.credit) < cents) return ORG_FAILURES.balanceTooLow;
    return ledger.balanceOf(original.debit) + cents > FULLEST_WALLET ? ORG_FAILURES.payeeFull : null;
  }

  /** Checks again, for time may have passed, and moves the money. */
  reverse(request: OrgRequest, receipt: string): OrgOutcome {
    const problem = this.problem(request, receipt);
    const original = this.original(receipt);
    const phone = original && this.payer(original);
    const { shortcode, cents } = request;
    if (problem || !original || !phone || !shortcode) return problem ?? ORG_FAILURES.noOriginal;
    const { ledger, ids, clock, messenger } = this.parts;
    const at = clock.now();
    const own = ids.receipt(at);
    ledger.move({
      kind: 'reversal',
      receipt: own,
      debit: original.credit,
      credit: original.debit,
      cents,
      reference: receipt,
    });
    messenger.sent({ phone, from: shortcode.name, cents, receipt: own });
    const held = shillingsText(ledger.balanceOf(original.credit));
    const parameters = [
      item('DebitAccountBalance', `${accountName('main', shortcode)}|KES|${held}|${held}|0.00|0.00`),
      item('Amount', decimals(shillingsText(cents))),
      item('TransCompletedTime', Number(eastAfricaStamp(at))),
      item('OriginalTransactionID', receipt),
      item('Charge', decimals('0.00')),
      item('CreditPartyPublicName', phoneName(phone)),
      item('DebitPartyPublicName', shortcodeName(shortcode)),
    ];
    return { done: true, receipt: own, parameters, references: [] };
  }

  private original(receipt: string): LedgerEntry | undefined {
    const entry = this.parts.ledger.findReceipt(receipt);
    return entry?.kind === 'stk' || entry?.kind === 'c2b' ? entry : undefined;
  }

  private reversed(receipt: string): number {
    const reversals = this.parts.ledger.filter(
      ({ kind, reference }) => kind === 'reversal' && reference === receipt,
    );
    return reversals.reduce((sum, { cents }) => sum + cents, 0);
  }

  private payer({ debit }: LedgerEntry): Phone | undefined {
    return this.parts.world.phones().find(({ msisdn }) => phoneAccount(msisdn) === debit);
  }
}
