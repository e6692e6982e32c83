import { B2B_COMMANDS, type B2bCommand } from '../../daraja/contracts/b2b.contract.js';
import type { IdentifierType } from '../../daraja/wire/identifier-types.js';
import { b2bProblems } from '../../daraja/contracts/request-rules.js';
import type { Payment } from '../../payments/payment.js';
import type { B2bInstruction } from '../../translation/organisation-request.js';
import {
  ANY_AMOUNT,
  readAmount,
  readChoice,
  readPhone,
  readShortcode,
  refuseProblems,
} from '../payment-request.js';
import type { CallOptions } from '../stk-push/stk-push.service.js';
import { readIdentifierType } from '../operators/identifier-type.js';
import type { OperatorRequest, OutgoingPayments } from './outgoing-payments.js';
import { refuseNonObjects } from '../request-objects.js';

/** What paying another organisation, whichever way, asks for. */
export interface B2bTransfer extends Omit<OperatorRequest, 'account'> {
  /** Whole shillings. */
  readonly amount: number;
  /** The shortcode or till that is paid, 5-7 digits. */
  readonly to: string;
  /** What the receiver calls the account, 1 to 13 characters. Must be given for a pay bill; else one that the module makes up. */
  readonly reference?: string;
  /** On whose behalf: a Kenyan number. */
  readonly requester?: string;
  /** Named account of this module that pays; default `default`. */
  readonly account?: string;
  /**
   * What kind of party the payer is. Default `shortcode`, and Safaricom's page takes nothing else: an account pays as the
   * organisation it belongs to, a till as its store number.
   */
  readonly senderType?: IdentifierType;
  /** What kind of party the receiver is; default `shortcode`, as Safaricom's pages have it even for tills. */
  readonly receiverType?: IdentifierType;
}

/** A payment to another organisation. Whole shillings. */
export interface B2bRequest extends B2bTransfer {
  /** Between which accounts money moves: see `B2B_COMMANDS`. */
  readonly command: B2bCommand;
}

const COMMANDS = Object.keys(B2B_COMMANDS) as B2bCommand[];

/** Pays other organisations: pay bills, tills, and between one's own accounts. */
export class B2bService {
  constructor(private readonly outgoing: OutgoingPayments) {}

  /** As `B2cService.pay`, and throws the same. The amount has no known limit but the account's own. */
  async pay(request: B2bRequest, options: CallOptions = {}): Promise<Payment> {
    refuseNonObjects({ request, options });
    const command = readChoice('command', request.command, COMMANDS);
    const account = await this.outgoing.account(request.account);
    const to = readShortcode('to', request.to);
    const problems = b2bProblems({ command, from: account.shortcode, to, account: request.reference });
    // The rules speak of the account at the receiver, which is the reference of our request.
    const named = problems.map((one) => (one.field === 'account' ? { ...one, field: 'reference' } : one));
    refuseProblems(named, request);
    const instruction = instructionFrom(request, command);
    const seed = {
      amountCents: readAmount(request.amount, ANY_AMOUNT),
      party: to,
      reference: request.reference ?? null,
      transactionType: command,
      instruction: { ...instruction },
    };
    const kind = command === 'BusinessPayToBulk' ? ('top-up' as const) : ('b2b' as const);
    const added = { reference: request.reference ?? this.outgoing.newReference() };
    return this.outgoing.start({ kind, product: kind, account, request, seed, added }, options.manager);
  }

  /** Own Working account to a pay bill. */
  payBill(transfer: B2bTransfer, options?: CallOptions): Promise<Payment> {
    return this.pay({ ...transfer, command: 'BusinessPayBill' }, options);
  }

  /** Own Working account to a till. */
  buyGoods(transfer: B2bTransfer, options?: CallOptions): Promise<Payment> {
    return this.pay({ ...transfer, command: 'BusinessBuyGoods' }, options);
  }

  /** Own Working account to the Utility account of a B2C shortcode, which pays customers from there. */
  topUp(transfer: B2bTransfer, options?: CallOptions): Promise<Payment> {
    return this.pay({ ...transfer, command: 'BusinessPayToBulk' }, options);
  }
}

function instructionFrom(request: B2bRequest, command: B2bCommand): B2bInstruction {
  return {
    command,
    occasion: request.occasion ?? null,
    requester: request.requester === undefined ? null : readPhone(request.requester, 'requester'),
    senderType: readIdentifierType('senderType', request.senderType ?? 'shortcode'),
    receiverType: readIdentifierType('receiverType', request.receiverType ?? 'shortcode'),
  };
}
