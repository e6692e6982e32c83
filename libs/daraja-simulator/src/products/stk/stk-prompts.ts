import type { VirtualClock } from '../../clock/virtual-clock.js';
import type { EventHub } from '../../events/event-hub.js';
import { ksh } from '../../messages/texts.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import type { PromptAction } from '../../settings/simulator-settings.js';
import type { StkPush } from './stk-push.js';
import { STK_FAILURES, type StkResult } from './stk-results.js';
import type { StkSettlement } from './stk-settlement.js';

/** A longer prompt cannot be shown (DARAJA-FACTS 1.4, result 1025). */
const LONGEST_PROMPT = 182;
/** As many wrong PINs in a row lock the PIN. */
const PIN_TRIES = 3;

interface PromptParts {
  clock: VirtualClock;
  settings: CurrentSettings;
  settlement: StkSettlement;
  events: EventHub;
}

/** Shows prompts on phones, and turns what the customer does into what the push comes to. */
export class StkPrompts {
  constructor(private readonly parts: PromptParts) {}

  /** Shows the prompt, unless the push is doomed or the phone cannot show it. `action` answers it at once. */
  begin(push: StkPush, { doomed, action }: { doomed: StkResult | null; action: PromptAction | null }): void {
    const failure = doomed ?? this.unseen(push);
    if (failure) return this.parts.settlement.settle(push, failure);
    this.show(push);
    if (action) this.promptTimer(push, 0, () => this.answer(push, action));
  }

  /** Answers an open prompt. Without a PIN, `pay` knows the right one. */
  answer(push: StkPush, action: PromptAction, pin?: string): void {
    this.hide(push);
    this.parts.settlement.settle(push, this.resultOf(push, action, pin));
  }

  private unseen(push: StkPush): StkResult | null {
    const { phone } = push;
    if (phone.blockedUntil > this.parts.clock.now()) return STK_FAILURES.noAnswer;
    if (phone.state === 'offline' || phone.state === 'no-stk') return STK_FAILURES.unreachable;
    return promptText(push).length > LONGEST_PROMPT ? STK_FAILURES.promptTooLong : null;
  }

  private show(push: StkPush): void {
    const { promptMs, autopay, autopayMs } = this.parts.settings.get();
    push.prompt = 'open';
    this.promptTimer(push, promptMs, () => this.expire(push));
    if (autopay) this.promptTimer(push, autopayMs, () => this.answer(push, autopay));
    this.parts.events.tell('phone', { msisdn: push.phone.msisdn });
  }

  private hide(push: StkPush): void {
    push.prompt = 'none';
    for (const timer of push.promptTimers) timer.cancel();
    this.parts.events.tell('phone', { msisdn: push.phone.msisdn });
  }

  private expire(push: StkPush): void {
    this.hide(push);
    const late = push.phone.state === 'late';
    this.parts.settlement.settle(push, late ? STK_FAILURES.answeredTooLate : STK_FAILURES.noAnswer);
  }

  private promptTimer(push: StkPush, ms: number, task: () => void): void {
    push.promptTimers.push(this.parts.clock.after(ms, task));
  }

  private resultOf(push: StkPush, action: PromptAction, pin?: string): StkResult | 'pay' {
    if (push.phone.state === 'late') return STK_FAILURES.answeredTooLate;
    if (action === 'cancel') return STK_FAILURES.cancelled;
    if (action === 'ignore') return STK_FAILURES.noAnswer;
    if (push.phone.state === 'pin-locked') return STK_FAILURES.pinLocked;
    if (action === 'wrong-pin' || (pin !== undefined && pin !== push.phone.pin)) return this.wrongPin(push);
    push.phone.wrongPins = 0;
    return action === 'insufficient-funds' ? STK_FAILURES.insufficientFunds : 'pay';
  }

  private wrongPin({ phone }: StkPush): StkResult {
    phone.wrongPins += 1;
    if (phone.wrongPins >= PIN_TRIES) phone.state = 'pin-locked';
    return STK_FAILURES.wrongPin;
  }
}

/** The prompt as the customer reads it. */
export function promptText({ amount, shortcode, reference }: StkPush): string {
  const account = shortcode.type === 'till' ? '' : ` Account no. ${reference}`;
  return `Do you want to pay ${ksh(amount * 100)} to ${shortcode.name}${account}? Enter M-PESA PIN`;
}
