import type { OptionProblem } from '../errors/mpesa-options.error.js';
import { problem } from './option-problems.js';

/**
 * Which successes, told by a callback, count only once Daraja has said the same. `auto`: those that leave something open, come
 * from elsewhere than Safaricom, overturn a failure, or are of KES 20,000 or more; `{ above }` sets another amount, in whole
 * shillings. `query`: all. `off`: only those that leave something open.
 */
export type ConfirmOption = 'auto' | 'query' | 'off' | { readonly above: number };

/** The option with its default in place. */
export interface ResolvedConfirm {
  readonly mode: 'auto' | 'query' | 'off';
  readonly aboveCents: number;
}

const DEFAULT_ABOVE = 20_000;
const MODES: readonly unknown[] = ['auto', 'query', 'off'];

export const CONFIRM_FIX = "'auto', 'query', 'off', or { above } with whole shillings";

/** What is wrong with it, whoever told it; null when nothing is, or nothing was told. */
export function confirmProblem(option: string, value: unknown): OptionProblem | null {
  if (value === undefined || isConfirmOption(value)) return null;
  return problem(option, value, `must be one of ${CONFIRM_FIX}`, CONFIRM_FIX);
}

export function isConfirmOption(value: unknown): value is ConfirmOption {
  if (typeof value !== 'object' || value === null) return MODES.includes(value);
  const { above, ...others } = value as { above?: unknown };
  return Number.isSafeInteger(above) && Number(above) >= 1 && Object.keys(others).length === 0;
}

export function resolveConfirm(option: ConfirmOption = 'auto'): ResolvedConfirm {
  return typeof option === 'string'
    ? { mode: option, aboveCents: DEFAULT_ABOVE * 100 }
    : { mode: 'auto', aboveCents: option.above * 100 };
}
