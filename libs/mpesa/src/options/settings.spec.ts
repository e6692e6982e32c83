import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MpesaOptions } from './mpesa-options.js';
import { schemaProblems } from './option-problems.js';
import { SETTINGS, settled, withSettings, type Setting } from './settings.js';

const GROUPS = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];
const nothing = {} as MpesaOptions;

describe('the settings', () => {
  it('have defaults that keep to their own rules', () => {
    const problems = GROUPS.map((group) =>
      schemaProblems(withSettings(group), settled(group, nothing), group),
    );
    expect(problems.flat()).toEqual([]);
  });

  it('stand on the page of options with their defaults', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/options.md'), 'utf8');
    const told = [...page.matchAll(/^\| `([\w.]+)` +\| `([^`]+)` +\|/gm)].map(
      ([, name, text]) => `${name} ${text}`,
    );
    const declared = GROUPS.flatMap((group) =>
      Object.entries<Setting<unknown>>(SETTINGS[group]).map(
        ([name, setting]) => `${group}.${name} ${String(setting.default)}`,
      ),
    );
    expect(declared.length).toBeGreaterThan(10);
    expect(declared.filter((row) => !told.includes(row))).toEqual([]);
  });

  it('give way to what the host says, one by one', () => {
    const events = settled('events', { ...nothing, events: { maxAttempts: 3 } });
    expect(events).toEqual({ ...settled('events', nothing), maxAttempts: 3 });
  });

  it('tell what is wrong with a value, and how to mend it', () => {
    const given = { maxAttempts: 0, handlerTimeoutMs: 1.5 };
    expect(schemaProblems(withSettings('events'), given, 'events')).toEqual([
      { option: 'events.maxAttempts', value: '0', rule: 'must not be less than 1', fix: '1 or more' },
      {
        option: 'events.handlerTimeoutMs',
        value: '1.5',
        rule: 'must be an integer number',
        fix: 'milliseconds',
      },
    ]);
  });
});
