import type { VirtualClock } from '../clock/virtual-clock.js';
import type { EventHub } from '../events/event-hub.js';
import type { CurrentSettings } from '../settings/current-settings.js';
import type { PromptAction } from '../settings/simulator-settings.js';
import { promptFrom, type PhonePrompt, type PromptOrder, type PromptVerdict } from './phone-prompt.js';

/** As many wrong PINs in a row lock the PIN. */
const PIN_TRIES = 3;

interface PromptParts {
  clock: VirtualClock;
  settings: CurrentSettings;
  events: EventHub;
}

/** Shows prompts that are no STK push, and waits for the customer, autopay or the clock. */
export class PhonePrompts {
  private readonly shown: PhonePrompt[] = [];

  constructor(private readonly parts: PromptParts) {}

  show(order: PromptOrder): void {
    const prompt = promptFrom(order);
    const { promptMs, autopay, autopayMs } = this.parts.settings.get();
    const { state } = order.phone;
    if (state === 'offline' || state === 'no-stk' || state === 'unregistered') {
      return this.end(prompt, 'unreachable');
    }
    this.shown.push(prompt);
    prompt.open = true;
    prompt.timers.push(this.parts.clock.after(promptMs, () => this.answer(prompt, 'ignore')));
    if (autopay) prompt.timers.push(this.parts.clock.after(autopayMs, () => this.answer(prompt, autopay)));
    this.parts.events.tell('phone', { msisdn: order.phone.msisdn });
  }

  openOn(msisdn: string): PhonePrompt | undefined {
    return this.shown.findLast((prompt) => prompt.open && prompt.phone.msisdn === msisdn);
  }

  /** Answers an open prompt. Without a PIN, `pay` knows the right one. */
  answer(prompt: PhonePrompt, action: PromptAction, pin?: string): void {
    prompt.open = false;
    for (const timer of prompt.timers) timer.cancel();
    this.parts.events.tell('phone', { msisdn: prompt.phone.msisdn });
    this.end(prompt, this.verdict(prompt, action, pin));
  }

  clear(): void {
    for (const prompt of this.shown) prompt.finished.fire();
    this.shown.length = 0;
  }

  private verdict({ phone }: PhonePrompt, action: PromptAction, pin?: string): PromptVerdict {
    if (action === 'cancel' || action === 'ignore') return action;
    if (phone.state === 'late') return 'ignore';
    if (phone.state === 'pin-locked') return 'pin-locked';
    if (action === 'wrong-pin' || (pin !== undefined && pin !== phone.pin)) {
      phone.wrongPins += 1;
      if (phone.wrongPins >= PIN_TRIES) phone.state = 'pin-locked';
      return 'wrong-pin';
    }
    phone.wrongPins = 0;
    return action;
  }

  private end(prompt: PhonePrompt, verdict: PromptVerdict): void {
    this.parts.clock.after(this.parts.settings.get().resultDelayMs, async () => {
      prompt.resultCode = await prompt.decide(verdict);
      prompt.finished.fire();
    });
  }
}
