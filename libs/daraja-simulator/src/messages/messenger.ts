import type { VirtualClock } from '../clock/virtual-clock.js';
import type { EventHub } from '../events/event-hub.js';
import { phoneAccount, shortcodeAccount } from '../ledger/account.js';
import type { Ledger } from '../ledger/ledger.js';
import type { CustomerPayment } from '../world/customer-payment.js';
import type { Phone } from '../world/phone.js';
import type { Shortcode } from '../world/shortcode.js';
import type { World } from '../world/world.js';
import type { Message } from '../world/message.js';
import { paidText, receivedText, refusedText, sentText } from './texts.js';

interface MessengerParts {
  clock: VirtualClock;
  ledger: Ledger;
  world: World;
  events: EventHub;
}

/** Writes the text messages M-Pesa sends after a payment. */
export class Messenger {
  constructor(private readonly parts: MessengerParts) {}

  /** Tells payer and owner; call it after the ledger moved. */
  paid(payment: CustomerPayment, receipt: string): void {
    const { phone, shortcode } = payment;
    const at = this.parts.clock.now();
    const left = this.parts.ledger.balanceOf(phoneAccount(phone.msisdn));
    const holds = this.parts.ledger.balanceOf(shortcodeAccount(shortcode.number));
    phone.messages.push({
      at,
      kind: 'paid',
      receipt,
      text: paidText(payment, { receipt, at, balanceCents: left }),
    });
    const text = receivedText(payment, { receipt, at, balanceCents: holds });
    this.tellOwner(shortcode, { at, kind: 'received', receipt, text });
    this.parts.events.tell('phone', { msisdn: phone.msisdn });
  }

  refused(
    { phone, shortcode, cents }: Pick<CustomerPayment, 'phone' | 'shortcode' | 'cents'>,
    reason: string,
  ): void {
    const at = this.parts.clock.now();
    const text = refusedText({ cents, payee: shortcode.name, reason });
    phone.messages.push({ at, kind: 'refused', receipt: null, text });
    this.parts.events.tell('phone', { msisdn: phone.msisdn });
  }

  /** Tells a customer of money that came; call it after the ledger moved. */
  sent({
    phone,
    from,
    cents,
    receipt,
  }: {
    phone: Phone;
    from: string;
    cents: number;
    receipt: string;
  }): void {
    const at = this.parts.clock.now();
    const balanceCents = this.parts.ledger.balanceOf(phoneAccount(phone.msisdn));
    const text = sentText({ from, cents }, { receipt, at, balanceCents });
    phone.messages.push({ at, kind: 'received', receipt, text });
    this.parts.events.tell('phone', { msisdn: phone.msisdn });
  }

  private tellOwner(shortcode: Shortcode, message: Message): void {
    shortcode.messages.push(message);
    const owner =
      shortcode.ownerMsisdn === null ? undefined : this.parts.world.findPhone(shortcode.ownerMsisdn);
    owner?.messages.push(message);
  }
}
