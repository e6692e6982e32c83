import type { EventHub } from '../events/event-hub.js';
import { phoneAccount } from '../ledger/account.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Message } from '../world/message.js';
import type { PhonePrompt } from '../phone-prompts/phone-prompt.js';
import type { PhonePrompts } from '../phone-prompts/phone-prompts.js';
import type { C2bService } from '../products/c2b/c2b.service.js';
import { promptText, type StkPrompts } from '../products/stk/stk-prompts.js';
import type { StkPush } from '../products/stk/stk-push.js';
import type { StkPushes } from '../products/stk/stk-pushes.js';
import type { PromptAction } from '../settings/simulator-settings.js';
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
  readonly kind: 'stk' | 'ussd' | 'standing-order';
  /** Of a prompt that is no STK push, the id of its request. */
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

/** A prompt that was answered; `finished` resolves when the callbacks it caused were delivered, lost or put off. */
export interface AnsweredPrompt {
  readonly id: string;
  readonly resultCode: () => number | string | null;
  readonly finished: Promise<void>;
}

/** What came of a payment by hand. */
export interface HandPayment {
  readonly accepted: boolean;
  readonly receipt?: string;
  readonly resultCode?: number | string;
  readonly reason: string;
}

interface PhoneServiceParts {
  world: World;
  ledger: Ledger;
  pushes: StkPushes;
  prompts: StkPrompts;
  phonePrompts: PhonePrompts;
  c2b: C2bService;
  events: EventHub;
}

/** The customers' hands: look at a phone, answer its prompt, pay, change its state. */
export class PhoneService {
  constructor(private readonly parts: PhoneServiceParts) {}

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
  answer(msisdn: string, input: PromptAnswer): AnsweredPrompt {
    const { action, pin } = readPromptAnswer(input);
    const push = this.parts.pushes.openOn(this.phone(msisdn).msisdn);
    if (!push) return this.answerOther(msisdn, action, pin);
    this.parts.prompts.answer(push, action, pin);
    const { checkoutRequestId: id, finished } = push;
    return { id, resultCode: () => push.result?.code ?? null, finished: finished.promise };
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

  private answerOther(msisdn: string, action: PromptAction, pin?: string): AnsweredPrompt {
    const prompt = this.parts.phonePrompts.openOn(msisdn);
    if (!prompt) throw new ControlError(409, 'msisdn', msisdn, 'has no open prompt');
    this.parts.phonePrompts.answer(prompt, action, pin);
    return { id: prompt.id, resultCode: () => prompt.resultCode, finished: prompt.finished.promise };
  }

  private phone(msisdn: string): Phone {
    const phone = this.parts.world.findPhone(msisdn);
    if (!phone) throw new ControlError(404, 'msisdn', msisdn, 'no such phone; seed it with POST /sim/reset');
    return phone;
  }

  private view({ msisdn, name, state, messages, blockedUntil }: Phone): PhoneView {
    const push = this.parts.pushes.openOn(msisdn);
    const other = this.parts.phonePrompts.openOn(msisdn);
    const balanceCents = this.parts.ledger.balanceOf(phoneAccount(msisdn));
    return {
      msisdn,
      name,
      balanceCents,
      state,
      blockedUntil,
      prompt: push ? viewOf(push) : other ? viewOfOther(other) : null,
      messages: [...messages],
    };
  }
}

function viewOf(push: StkPush): PromptView {
  return {
    kind: 'stk',
    checkoutRequestId: push.checkoutRequestId,
    amount: push.amount,
    payee: push.shortcode.name,
    reference: push.reference,
    text: promptText(push),
  };
}

function viewOfOther({ kind, id, amount, payee, reference, text }: PhonePrompt): PromptView {
  return { kind, checkoutRequestId: id, amount, payee, reference, text };
}
