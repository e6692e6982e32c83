import type { SimulatorParts } from './assemble.js';
import type { HandPayment, PhoneView } from './control/phone.service.js';
import {
  readSettings,
  type HandPaymentOrder,
  type InitiatorChange,
  type PhoneChange,
  type PromptAnswer,
  type ShortcodeChange,
} from './control/schemas.js';
import type { OrgRequestView } from './control/org-request-view.js';
import type { PendingReversalView } from './control/reversal.service.js';
import type { AccountNameAnswer, AccountNameOrder } from './products/hakikisha/account-name-call.js';
import { simulatorCertificate } from './security/simulator-keys.js';
import type { ShortcodeView } from './control/shortcode.service.js';
import type { ActiveFault, FaultRule } from './faults/fault-rule.js';
import type { PresetName } from './faults/fault-presets.js';
import type { JournalEntry } from './journal/journal.js';
import type { LedgerView } from './ledger/ledger.js';
import type { SimulatorSettings } from './settings/simulator-settings.js';
import type { WorldSeed } from './world/world-seed.js';
import { waitUntil } from './wait-until.js';

/** A running simulator, in the hands of a test. Wrong input throws `ControlError`. */
export class Simulator {
  constructor(
    /** `http://127.0.0.1:PORT` */
    readonly url: string,
    private readonly parts: SimulatorParts,
    private readonly shutDown: () => Promise<void>,
  ) {}

  /** Ends timers, callbacks and connections; nothing keeps the process alive afterwards. */
  close(): Promise<void> {
    return this.shutDown();
  }

  /** Forgets everything but settings and time. */
  reset(options: { seed?: WorldSeed } = {}): Promise<void> {
    return this.parts.reset.reset(options);
  }

  /** Epoch milliseconds of the simulated present. */
  now(): number {
    return this.parts.time.now();
  }

  /** Moves the clock `ms` ahead; timers fire in order, and the callbacks they send are awaited. */
  advance(ms: number): Promise<void> {
    return this.parts.time.advance(ms);
  }

  /** Resolves when no callback is in flight and no timer is due. */
  settled(): Promise<void> {
    return this.parts.time.settled();
  }

  /** Resolves with what `predicate` returns once that is truthy; rejects after `timeoutMs` (default 60,000). */
  waitFor<T>(
    predicate: (sim: this) => T | Promise<T>,
    options: { timeoutMs?: number } = {},
  ): Promise<NonNullable<T>> {
    return waitUntil(() => predicate(this), options.timeoutMs ?? 60_000);
  }

  phone(msisdn: string): PhoneView {
    return this.parts.phones.see(msisdn);
  }

  phones(): PhoneView[] {
    return this.parts.phones.list();
  }

  setPhone(msisdn: string, change: PhoneChange): PhoneView {
    return this.parts.phones.change(msisdn, change);
  }

  /** Answers the open prompt; resolves when the callbacks it caused were delivered, lost or put off by a fault. */
  async answer(msisdn: string, answer: Omit<PromptAnswer, 'wait'>): Promise<void> {
    await this.parts.phones.answer(msisdn, answer).finished;
  }

  /** The customer pays by hand; resolves when refused, or made and its confirmation delivered, lost or put off. */
  pay(msisdn: string, order: HandPaymentOrder): Promise<HandPayment> {
    return this.parts.phones.pay(msisdn, order);
  }

  shortcode(number: string): ShortcodeView {
    return this.parts.shortcodes.see(number);
  }

  shortcodes(): ShortcodeView[] {
    return this.parts.shortcodes.list();
  }

  setShortcode(number: string, change: ShortcodeChange): ShortcodeView {
    return this.parts.shortcodes.change(number, change);
  }

  /** Locks or unlocks an API operator of a shortcode. */
  setInitiator(number: string, name: string, change: InitiatorChange): ShortcodeView {
    return this.parts.shortcodes.changeInitiator(number, name, change);
  }

  /** M-Pesa asks the organisation for the name of an account (C2B Hakikisha). */
  askAccountName(number: string, order: AccountNameOrder): Promise<AccountNameAnswer> {
    return this.parts.shortcodes.askAccountName(number, order);
  }

  /** The PEM of the certificate that initiator passwords are encrypted with for this simulator. */
  get certificate(): string {
    return simulatorCertificate();
  }

  /** Money out, reversals and questions, oldest first, with what became of them. */
  orgRequests(): OrgRequestView[] {
    return this.parts.reversals.requests();
  }

  /** Reversals that wait for authorisation; see the setting `reversals`. */
  pendingReversals(): PendingReversalView[] {
    return this.parts.reversals.list();
  }

  /** Authorises or declines one; resolves when its result was delivered, lost or put off. */
  decideReversal(conversationId: string, action: 'authorise' | 'decline'): Promise<void> {
    return this.parts.reversals.decide(conversationId, { action });
  }

  settings(): Readonly<SimulatorSettings> {
    return this.parts.settings.get();
  }

  /** Changes how the simulator behaves from now on. */
  configure(changes: Partial<SimulatorSettings>): Readonly<SimulatorSettings> {
    return this.parts.settings.change(readSettings(changes));
  }

  /** Returns the id of the rule. */
  addFault(rule: FaultRule): string {
    return this.parts.faultService.add(rule);
  }

  removeFault(id: string): void {
    this.parts.faultService.remove(id);
  }

  clearFaults(): void {
    this.parts.faultService.clear();
  }

  faults(): ActiveFault[] {
    return this.parts.faultService.list();
  }

  /** Replaces every rule. */
  faultPreset(name: PresetName): void {
    this.parts.faultService.preset(name);
  }

  /** Delivers what the fault `callback-held` kept back; resolves with how many there were. */
  releaseCallbacks(): Promise<number> {
    return this.parts.held.release();
  }

  /** Where the money is and how it got there: the oracle of a test. */
  ledger(): LedgerView {
    return this.parts.ledger.view();
  }

  /** What came in, what was answered, which callbacks went out; oldest first. */
  requests(): JournalEntry[] {
    return this.parts.journal.list();
  }
}
