import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { OptionProblem } from '../errors/mpesa-options.error.js';

const SECRET = /secret|password|passkey|credential$|key$|url$/i;
/** An object that one figure is read from. */
const FIGURED = /(?:^|\.)confirm$/;
const LONGEST_SHOWN = 80;

/** One broken rule; a secret shows only its length. */
export function problem(option: string, value: unknown, rule: string, fix: string): OptionProblem {
  return { option, value: showOption(option, value), rule, fix };
}

/** Checks `value` against a schema class and tells every broken rule with its place, its value and its fix. */
export function schemaProblems(schema: new () => object, value: object, place: string): OptionProblem[] {
  const instance = plainToInstance(schema, value, {
    enableImplicitConversion: false,
    enableCircularCheck: true,
  });
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
  });
  return errors.flatMap((error) => describe(error, place));
}

function describe(error: ValidationError, place: string): OptionProblem[] {
  const option = place === '' ? error.property : `${place}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    option,
    // A misspelt name may hide a secret.
    value: rule === 'whitelistValidation' ? '' : showOption(option, error.value),
    rule: rule === 'whitelistValidation' ? 'is not an option' : withoutName(message, error.property),
    fix: fixOf(error, rule),
  }));
  // One broken rule per option is enough to mend it.
  return [...own.slice(0, 1), ...(error.children ?? []).flatMap((child) => describe(child, option))];
}

function withoutName(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

function fixOf(error: ValidationError, rule: string): string {
  const context = error.contexts?.[rule] as { fix?: string } | undefined;
  return context?.fix ?? 'remove it, or look for the spelling in the options table';
}

/** A value for an error message; secrets show only their length. */
export function showOption(option: string, value: unknown): string {
  if (value === undefined || value === null) return '(missing)';
  if (SECRET.test(option) && !/baseUrl$/i.test(option)) {
    return typeof value === 'string' ? `(${value.length} characters, hidden)` : `(a ${typeof value}, hidden)`;
  }
  const text = FIGURED.test(option) ? showFigure(value) : showPlain(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** Nothing beside the figure: what was put there by mistake may be a secret. */
function showFigure(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('above' in value)) return showPlain(value);
  const { above, ...others } = value;
  if (typeof above !== 'number' && typeof above !== 'string') return showPlain(value);
  return `{"above":${showPlain(above)}${Object.keys(others).length > 0 ? ',…' : ''}}`;
}

/** Of any value there is, as the host's code need not have been checked by a compiler. */
function showPlain(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return '(a function)';
  return typeof value === 'object' ? '(an object)' : String(value);
}
