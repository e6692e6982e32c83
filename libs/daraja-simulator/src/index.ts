// Starting one
export { startSimulator, type SimulatorOptions } from './start-simulator.js';
export type { Simulator } from './simulator.js';

// What it starts from and how it behaves
export type {
  AppSeed,
  ChargeSeed,
  InitiatorSeed,
  PhoneSeed,
  ShortcodeSeed,
  WorldSeed,
} from './world/world-seed.js';
export { DEFAULT_SEED } from './world/default-seed.js';
export {
  DEFAULT_SETTINGS,
  type PromptAction,
  type SimulatorSettings,
} from './settings/simulator-settings.js';

// Phones and shortcodes
export type { HandPayment, PhoneView, PromptView } from './control/phone.service.js';
export type {
  HandPaymentOrder,
  InitiatorChange,
  PhoneChange,
  PromptAnswer,
  ShortcodeChange,
} from './control/schemas.js';
export type { AccountNameAnswer, AccountNameOrder } from './products/hakikisha/account-name-call.js';
export type { OrgRequestView } from './control/org-request-view.js';
export type { PendingReversalView } from './control/reversal.service.js';
export type { InitiatorView, ShortcodeView } from './control/shortcode.service.js';
export type { Message } from './world/message.js';
export type { PhoneState } from './world/phone-state.js';
export type { C2bRegistration } from './world/shortcode.js';

// Faults
export type {
  ActiveFault,
  CallbackOp,
  FaultKind,
  FaultOp,
  FaultRule,
  RequestOp,
  ResultOp,
} from './faults/fault-rule.js';
export type { PresetName } from './faults/fault-presets.js';

// What happened
export type { JournalEntry } from './journal/journal.js';
export type { Account } from './ledger/account.js';
export type { MovementKind } from './ledger/movement-kind.js';
export type { LedgerEntry, LedgerView } from './ledger/ledger.js';
export { ControlError } from './control/control-error.js';
