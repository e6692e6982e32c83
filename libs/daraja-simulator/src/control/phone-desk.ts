import type { EventHub } from '../events/event-hub.js';
import { phoneAccount } from '../ledger/account.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Message } from '../messages/message.js';
import type { C2bDesk } from '../products/c2b/c2b-desk.js';
import { promptText, type StkPrompts } from '../products/stk/stk-prompts.js';
import type { StkPush } from '../products/stk/stk-push.js';
import type { StkPushes } from '../products/stk/stk-pushes.js';
import type { Phone } from '../world/phone.js';
import type { PhoneState } from '../world/phone-state.js';
import type { World } from '../world/world.js';
import { ControlError } from './control-error.js';
import {
  readHandPayment,
  readPhoneChange,
  readPromptAnswer,
  type HandPaymentOrder,
  type PhoneChange,
  type PromptAnswer,
} from './schemas.js';

/** The prompt a customer is looking at; `amount` in whole shillings. */
export interface PromptView {
  readonly checkoutRequestId: string;
  readonly amount: number;
  readonly payee: string;
  readonly reference: string;
  readonly text: string;
}

/** A phone as its owner sees it. */
export interface PhoneView {
  readonly msisdn: string;
  readonly name: string;
  readonly balanceCents: number;
  readonly state: PhoneState;
  readonly prompt: PromptView | null;
  readonly messages: readonly Message[];
  /** Epoch milliseconds until which pushes fail unseen; 0 when not blocked. */
  readonly blockedUntil: number;
}

/** What came of a payment by hand. */
export interface HandPayment {
  readonly accepted: boolean;
  readonly receipt?: string;
  readonly resultCode?: number | string;
  readonly reason: string;
}

interface PhoneDeskParts {
  world: World;
  ledger: Ledger;
  pushes: StkPushes;
  prompts: StkPrompts;
  c2b: C2bDesk;
  events: EventHub;
}

/** The customers' hands: look at a phone, answer its prompt, pay, change its state. */
export class PhoneDesk {
  constructor(private readonly parts: PhoneDeskParts) {}

  list(): PhoneView[] {
    return this.parts.world.phones().map((phone) => this.view(phone));
  }

  see(msisdn: string): PhoneView {
    return this.view(this.phone(msisdn));
  }

  change(msisdn: string, input: PhoneChange): PhoneView {
    const phone = this.phone(msisdn);
    const { state, balanceCents } = readPhoneChange(input);
    if (state) Object.assign(phone, { state, wrongPins: 0 });
    if (balanceCents !== undefined) this.parts.ledger.adjust(phoneAccount(msisdn), balanceCents);
    this.parts.events.tell('phone', { msisdn });
    return this.view(phone);
  }

  /** Answers the open prompt; `finished` resolves when the callbacks it caused were delivered, lost or put off. */
  answer(msisdn: string, input: PromptAnswer): { push: StkPush; finished: Promise<void> } {
    const { action, pin } = readPromptAnswer(input);
    const push = this.parts.pushes.openOn(this.phone(msisdn).msisdn);
    if (!push) throw new ControlError(409, 'msisdn', msisdn, 'has no open prompt');
    this.parts.prompts.answer(push, action, pin);
    return { push, finished: push.finished.promise };
  }

  async pay(msisdn: string, input: HandPaymentOrder): Promise<HandPayment> {
    const phone = this.phone(msisdn);
    const { shortcode: number, account = '', amount } = readHandPayment(input);
    const shortcode = this.parts.world.findPayee(number);
    if (!shortcode) throw new ControlError(404, 'shortcode', number, 'no such pay bill or till');
    const outcome = await this.parts.c2b.pay({ phone, shortcode, cents: amount * 100, reference: account });
    if (!outcome.paid) return { accepted: false, resultCode: outcome.resultCode, reason: outcome.reason };
    return { accepted: true, receipt: outcome.receipt, reason: 'Confirmed' };
  }

  private phone(msisdn: string): Phone {
    const phone = this.parts.world.findPhone(msisdn);
    if (!phone) throw new ControlError(404, 'msisdn', msisdn, 'no such phone; seed it with POST /sim/reset');
    return phone;
  }

  private view({ msisdn, name, state, messages, blockedUntil }: Phone): PhoneView {
    const push = this.parts.pushes.openOn(msisdn);
    const balanceCents = this.parts.ledger.balanceOf(phoneAccount(msisdn));
    return {
      msisdn,
      name,
      balanceCents,
      state,
      blockedUntil,
      prompt: push ? viewOf(push) : null,
      messages: [...messages],
    };
  }
}

function viewOf(push: StkPush): PromptView {
  return {
    checkoutRequestId: push.checkoutRequestId,
    amount: push.amount,
    payee: push.shortcode.name,
    reference: push.reference,
    text: promptText(push),
  };
}
