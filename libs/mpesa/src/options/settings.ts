import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../values/duration.js';
import type { MpesaOptions } from './mpesa-options.js';
import {
  DEFAULT_HTTP_TIMEOUT_MS,
  DEFAULT_MAX_UNFINISHED,
  DEFAULT_RETENTION_DAYS,
} from './option-defaults.js';
import { fix } from './schema-fix.js';

/** What stands for an option that the host leaves out, and what one must keep to that the host gives. */
export interface Setting<T> {
  readonly default: T;
  readonly rules: readonly PropertyDecorator[];
}

/** The options of one group that have a default of their own, as `MpesaOptions` declares them. */
interface Groups {
  readonly validation: NonNullable<MpesaOptions['validation']>;
  readonly hakikisha: Pick<NonNullable<MpesaOptions['hakikisha']>, 'tokenTtlMs' | 'deadlineMs'>;
  readonly http: NonNullable<MpesaOptions['http']>;
  readonly prompts: NonNullable<MpesaOptions['prompts']>;
  /** The rate of questions is another one in production. */
  readonly reconciliation: Omit<NonNullable<MpesaOptions['reconciliation']>, 'queryRate'>;
  readonly events: NonNullable<MpesaOptions['events']>;
  readonly retention: NonNullable<MpesaOptions['retention']>;
}

type SettingsOf<Group> = { readonly [Name in keyof Group]-?: Setting<NonNullable<Group[Name]>> };

/** Every option of the groups with its value in place. */
export type ResolvedSettings = { readonly [Name in keyof Groups]: Readonly<Required<Groups[Name]>> };

const milliseconds = (fallback: number, min: number, ...rules: PropertyDecorator[]): Setting<number> => ({
  default: fallback,
  rules: [IsInt(fix('milliseconds')), Min(min, fix(`${min} or more`)), ...rules],
});

const count = (fallback: number, unit = 'a whole number'): Setting<number> => ({
  default: fallback,
  rules: [IsInt(fix(unit)), Min(1, fix('1 or more'))],
});

const either = <T>(fallback: T, other: T, words: string): Setting<T> => ({
  default: fallback,
  rules: [IsIn([fallback, other], fix(words))],
});

/** One row for each option: it is the schema and the default, and the page of options is compared with it. */
export const SETTINGS: { readonly [Name in keyof Groups]: SettingsOf<Groups[Name]> } = {
  validation: {
    acceptCode: either<0 | '0'>(0, '0', "0 or '0'"),
    deadlineMs: milliseconds(5_000, 100, Max(7500, fix('below the 8 s that Safaricom waits'))),
    onFailure: either<'accept' | 'reject'>('accept', 'reject', "'accept' or 'reject'"),
  },
  hakikisha: {
    tokenTtlMs: milliseconds(3_599_000, MINUTE_MS, Max(DAY_MS, fix('a day at most'))),
    deadlineMs: milliseconds(5_000, 100, Max(7500, fix('7500 at most, as for validation'))),
  },
  http: { timeoutMs: milliseconds(DEFAULT_HTTP_TIMEOUT_MS, 100) },
  prompts: {
    maxUnfinished: count(DEFAULT_MAX_UNFINISHED),
    onUnfinished: either<'refuse' | 'warn'>('refuse', 'warn', "'refuse' or 'warn'"),
  },
  reconciliation: {
    firstCheckMs: milliseconds(20_000, 0),
    intervalMs: milliseconds(15_000, 1),
    stkHorizonMs: milliseconds(HOUR_MS, 1),
    horizonMs: milliseconds(DAY_MS, 1),
  },
  events: {
    maxAttempts: count(12),
    backoffMs: milliseconds(1_000, 1),
    handlerTimeoutMs: milliseconds(30_000, 1),
  },
  retention: {
    days: count(DEFAULT_RETENTION_DAYS, 'days'),
    references: either<'keep' | 'digest'>('keep', 'digest', "'keep' or 'digest'"),
  },
};

/** Puts the rules of a group on a schema class, which checks what the host gives. */
export function withSettings<Schema extends new () => object>(
  group: keyof Groups,
  schema: Schema = class {} as Schema,
): Schema {
  for (const [name, { rules }] of Object.entries<Setting<unknown>>(SETTINGS[group])) {
    // In the order that decorators above a field would take: the last one first.
    for (const rule of [IsOptional(), ...rules].toReversed()) rule(schema.prototype as object, name);
  }
  return schema;
}

/** What the host gives of a group, and the defaults of the rest. */
export function settled<Name extends keyof Groups>(
  group: Name,
  options: MpesaOptions,
): ResolvedSettings[Name] {
  const given: Readonly<Record<string, unknown>> = options[group] ?? {};
  const all = Object.entries<Setting<unknown>>(SETTINGS[group]);
  return Object.fromEntries(
    all.map(([name, setting]) => [name, given[name] ?? setting.default]),
  ) as ResolvedSettings[Name];
}
