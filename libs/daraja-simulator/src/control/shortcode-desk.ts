import { shortcodeAccount } from '../ledger/account.js';
import type { Ledger } from '../ledger/ledger.js';
import type { EventHub } from '../events/event-hub.js';
import type { Message } from '../messages/message.js';
import type { C2bRegistration, Shortcode } from '../world/shortcode.js';
import type { World } from '../world/world.js';
import { ControlError } from './control-error.js';
import { readShortcodeChange, type ShortcodeChange } from './schemas.js';

/** A shortcode as its owner sees it. */
export interface ShortcodeView {
  readonly number: string;
  readonly type: 'paybill' | 'till';
  /** What customers type: the till number of a till, else the number itself. */
  readonly payTo: string;
  readonly name: string;
  readonly balanceCents: number;
  readonly c2b: 'v1' | 'v2';
  readonly externalValidation: 'off' | 'on';
  readonly registration: C2bRegistration | null;
  readonly messages: readonly Message[];
}

/** The owners' side: balances, registered URLs, external validation. */
export class ShortcodeDesk {
  constructor(
    private readonly world: World,
    private readonly ledger: Ledger,
    private readonly events: EventHub,
  ) {}

  list(): ShortcodeView[] {
    return this.world.shortcodes().map((shortcode) => this.view(shortcode));
  }

  see(number: string): ShortcodeView {
    return this.view(this.shortcode(number));
  }

  change(number: string, input: ShortcodeChange): ShortcodeView {
    const shortcode = this.shortcode(number);
    Object.assign(shortcode, readShortcodeChange(input));
    this.events.tell('settings', { shortcode: number });
    return this.view(shortcode);
  }

  private shortcode(number: string): Shortcode {
    const shortcode = this.world.findPayee(number);
    if (!shortcode) throw new ControlError(404, 'shortcode', number, 'no such pay bill or till');
    return shortcode;
  }

  private view(shortcode: Shortcode): ShortcodeView {
    const { number, type, payTo, name, c2b, externalValidation, registration, messages } = shortcode;
    const balanceCents = this.ledger.balanceOf(shortcodeAccount(number));
    return {
      number,
      type,
      payTo,
      name,
      balanceCents,
      c2b,
      externalValidation,
      registration,
      messages: [...messages],
    };
  }
}
