import type { FaultRule } from './fault-rule.js';

export const PRESET_NAMES = ['calm', 'flaky', 'hell'] as const;
/** A whole weather of faults, by its name. */
export type PresetName = (typeof PRESET_NAMES)[number];

/** Whole weathers. Choosing one replaces every rule in force. */
export const FAULT_PRESETS: Record<PresetName, readonly FaultRule[]> = {
  calm: [],
  flaky: [
    { op: 'stk-callback', fault: 'callback-lost', p: 0.1 },
    { op: '*', fault: 'callback-duplicated', p: 0.1, copies: 2 },
    { op: '*', fault: 'callback-late', p: 0.1, ms: 30_000 },
    { op: 'stkquery', fault: 'http-429', p: 0.1 },
    { op: 'oauth', fault: 'http-503', p: 0.05 },
    { op: '*', fault: 'slow', p: 0.1, ms: 2_000 },
  ],
  hell: [
    { op: 'stk-callback', fault: 'callback-lost', p: 0.4 },
    { op: 'c2b-confirmation', fault: 'callback-lost', p: 0.2 },
    { op: 'b2c-result', fault: 'callback-lost', p: 0.2 },
    { op: 'b2b-result', fault: 'callback-lost', p: 0.2 },
    // oxlint-disable-next-line unicorn/no-thenable -- a rule is never awaited
    { op: '*', fault: 'queue-timeout', p: 0.1, then: 'result', ms: 30_000 },
    { op: '*', fault: 'callback-duplicated', p: 0.3, copies: 5 },
    { op: '*', fault: 'callback-late', p: 0.2, ms: 120_000 },
    { op: '*', fault: 'ack-lost', p: 0.15 },
    { op: '*', fault: 'http-500', p: 0.1 },
    { op: '*', fault: 'html-403', p: 0.05 },
    { op: '*', fault: 'ok-with-error-body', p: 0.05 },
    { op: '*', fault: 'token-expired', p: 0.1 },
    { op: 'stkquery', fault: 'http-429', p: 0.3 },
    { op: '*', fault: 'slow', p: 0.2, ms: 5_000 },
  ],
};
