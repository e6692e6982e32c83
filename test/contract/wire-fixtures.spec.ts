import { describe, expect, it } from '@jest/globals';
import * as library from 'nestjs-mpesa';
import { readFileSync } from 'node:fs';
import { CALLBACK_KINDS, type CallbackKind } from '../../libs/mpesa/src/inbox/callback-kinds.js';
import { readCallback } from '../../libs/mpesa/src/inbox/read-callback.js';
import { readPage, rowsOf } from '../docs/support/pages.js';
import { fixture, fixtureNames } from '../support/fixtures.js';
import { specFiles } from '../support/spec-files.js';
import { ROW_NAMES as NAMES, ROWS } from './endpoint-rows.js';
import { OpenApi } from './open-api.js';
import { OWN_SHORTCODE, stored } from './stored.js';
import { WIRE_CALLS } from './wire-calls.js';
import { ANSWERS, CALLBACKS } from './wire-fixtures.js';

const api = OpenApi.ofSimulator();

describe('the endpoint table', () => {
  it('has a fixture and a call through a service for every row, and none for a row that is not there', () => {
    expect(Object.keys(ANSWERS).sort()).toEqual([...NAMES].sort());
    expect(Object.keys(WIRE_CALLS).sort()).toEqual([...NAMES].sort());
  });

  it('has no row whose service a host cannot inject', () => {
    const exported = Object.entries(library).filter(([, value]) => typeof value === 'function');
    const services = new Set(exported.map(([name]) => name));
    expect(Object.values(WIRE_CALLS).filter(({ service }) => !services.has(service))).toEqual([]);
  });

  it('has no row that the simulator does not serve', () => {
    const missing = Object.values(ROWS).filter(({ method, path }) => !api.operation(method, path));
    expect(missing).toEqual([]);
  });

  it.each(NAMES)('reads what is printed as the answer to %s, and the simulator’s schema takes it', (name) => {
    const { method, path, parse } = ROWS[name];
    for (const answer of ANSWERS[name]) {
      expect([answer, parse(fixture(answer).body).kind]).toEqual([answer, 'accepted']);
    }
    // The further ones are how some integrator saw it.
    expect(api.answerFaults(method, path, fixture(ANSWERS[name][0]).body)).toEqual([]);
  });
});

describe('callbacks', () => {
  it.each(Object.entries(CALLBACKS))('of the kind %s are read as they are printed', async (kind, names) => {
    for (const name of names) {
      const reading = await readCallback(stored(kind as CallbackKind, fixture(name).body), {
        receiverOf: OWN_SHORTCODE,
        isOurQuestion: () => true,
      });
      const refused = 'reason' in reading ? reading.reason : null;
      expect([name, refused]).toEqual([name, kind === 'check-timeout' ? 'question-timed-out' : null]);
    }
  });

  it('of every kind have a fixture; a validation is a question, and the same in form as its confirmation', () => {
    expect(Object.keys(CALLBACKS).sort()).toEqual(
      CALLBACK_KINDS.filter((kind) => kind !== 'c2b-validation').sort(),
    );
  });
});

describe('every fixture', () => {
  const numbers = new Set(rowsOf(readPage('docs/DARAJA-FACTS.md')).map(([number]) => number));

  it.each(fixtureNames())('%s names where it was transcribed from', (name) => {
    const { source } = fixture(name);
    const cited = /^DARAJA-FACTS (\d\.\d+)\b/.exec(source)?.[1];
    expect(numbers).toContain(cited);
  });

  it('is read by some spec', () => {
    const specs = specFiles().map((path) => readFileSync(path, 'utf8'));
    const used = [...specs.join('\n').matchAll(/['/]([\w-]+)(?:\.json)?'/g)].map(([, name]) => name);
    const tables = new Set([...Object.values(ANSWERS), ...Object.values(CALLBACKS)].flat());
    expect(fixtureNames().filter((name) => !used.includes(name) && !tables.has(name))).toEqual([]);
  });
});
