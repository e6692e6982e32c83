import { chargesAccount, shortcodeAccount, workingAccount } from '../ledger/account.js';
import type { Ledger } from '../ledger/ledger.js';
import type { EventHub } from '../events/event-hub.js';
import type { Message } from '../world/message.js';
import type {
  AccountNameAnswer,
  AccountNameCall,
  AccountNameOrder,
} from '../products/hakikisha/account-name-call.js';
import type { C2bRegistration, Shortcode } from '../world/shortcode.js';
import type { World } from '../world/world.js';
import { ControlError } from './control-error.js';
import {
  readAccountName,
  readInitiatorChange,
  readShortcodeChange,
  type InitiatorChange,
  type ShortcodeChange,
} from './schemas.js';

/** An API operator of an organisation. */
export interface InitiatorView {
  readonly name: string;
  /** The products it may initiate; null is all. */
  readonly roles: readonly string[] | null;
  readonly wrongTries: number;
  readonly locked: boolean;
}

/** A shortcode as its owner sees it. */
export interface ShortcodeView {
  readonly number: string;
  readonly type: 'paybill' | 'till';
  /** What customers type: the till number of a till, else the number itself. */
  readonly payTo: string;
  readonly name: string;
  /** Utility of a pay bill, Merchant of a till. */
  readonly balanceCents: number;
  readonly workingCents: number;
  /** Negative by what Safaricom charged. */
  readonly chargesCents: number;
  readonly initiators: readonly InitiatorView[];
  readonly c2b: 'v1' | 'v2' | 'either';
  readonly externalValidation: 'off' | 'on';
  readonly registration: C2bRegistration | null;
  readonly messages: readonly Message[];
}

/** The owners' side: balances, registered URLs, external validation. */
export class ShortcodeService {
  constructor(
    private readonly world: World,
    private readonly ledger: Ledger,
    private readonly events: EventHub,
    private readonly names: AccountNameCall,
  ) {}

  list(): ShortcodeView[] {
    return this.world.shortcodes().map((shortcode) => this.view(shortcode));
  }

  see(number: string): ShortcodeView {
    return this.view(this.shortcode(number));
  }

  change(number: string, input: ShortcodeChange): ShortcodeView {
    const shortcode = this.shortcode(number);
    const { externalValidation, balanceCents, workingCents } = readShortcodeChange(input);
    if (externalValidation) shortcode.externalValidation = externalValidation;
    if (balanceCents !== undefined) this.ledger.adjust(shortcodeAccount(shortcode.number), balanceCents);
    if (workingCents !== undefined) this.ledger.adjust(workingAccount(shortcode.number), workingCents);
    this.events.tell('settings', { shortcode: number });
    return this.view(shortcode);
  }

  /** Locks or unlocks an operator; either way its wrong tries are forgotten. */
  changeInitiator(number: string, name: string, input: InitiatorChange): ShortcodeView {
    const shortcode = this.shortcode(number);
    const operator = shortcode.initiators.find((initiator) => initiator.name === name);
    if (!operator) throw new ControlError(404, 'initiator', name, `is no operator of ${number}`);
    Object.assign(operator, { ...readInitiatorChange(input), wrongTries: 0 });
    this.events.tell('settings', { shortcode: number });
    return this.view(shortcode);
  }

  /** Asks the organisation whose account a number is (C2B Hakikisha). */
  askAccountName(number: string, input: AccountNameOrder): Promise<AccountNameAnswer> {
    return this.names.ask(this.shortcode(number).payTo, readAccountName(input));
  }

  private shortcode(number: string): Shortcode {
    const shortcode = this.world.findPayee(number);
    if (!shortcode) throw new ControlError(404, 'shortcode', number, 'no such pay bill or till');
    return shortcode;
  }

  private view(shortcode: Shortcode): ShortcodeView {
    const { number, type, payTo, name, c2b, externalValidation, registration, messages } = shortcode;
    return {
      number,
      type,
      payTo,
      name,
      balanceCents: this.ledger.balanceOf(shortcodeAccount(number)),
      workingCents: this.ledger.balanceOf(workingAccount(number)),
      chargesCents: this.ledger.balanceOf(chargesAccount(number)),
      initiators: shortcode.initiators.map(({ name: operator, roles, wrongTries, locked }) => ({
        name: operator,
        roles,
        wrongTries,
        locked,
      })),
      c2b,
      externalValidation,
      registration,
      messages: [...messages],
    };
  }
}
