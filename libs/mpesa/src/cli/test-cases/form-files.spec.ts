import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvForm } from './csv-form.js';
import type { FilledCase } from './filled-case.js';
import { formFiles } from './form-files.js';
import { htmlForm } from './html-form.js';
import type { TestCaseSettings } from './settings.js';

const line = (changes: Partial<FilledCase> = {}): FilledCase => ({
  subject: 'C2B',
  name: 'A customer pays',
  expected: 'a confirmation',
  actual: 'a confirmation',
  ids: [
    ['TransID', 'UKL7RT61SV'],
    ['requestId', '1-2-3'],
  ],
  startedAt: Date.UTC(2026, 10, 22, 9, 3, 5),
  tookMs: 12,
  verdict: 'Success',
  ...changes,
});

const settings: TestCaseSettings = {
  environment: 'sandbox',
  app: { baseUrl: 'https://sandbox.safaricom.co.ke', consumerKey: 'the-key', consumerSecret: 'the-secret' },
  shortcode: '174379',
  passkey: 'the-passkey',
  c2bShortcode: '600000',
  c2bVersion: 'v2',
  b2cShortcode: '600584',
  phone: '254708374149',
  phoneAnswers: false,
  operator: { name: 'testapi', credential: 'the-credential', certificate: '' },
  callbacks: null,
  waitMs: 1_000,
  subjects: ['c2b'],
};

const rowsOf = (form: readonly FilledCase[]): Record<string, string>[] =>
  parse(csvForm(form), { columns: true });

describe('the form as CSV', () => {
  it('has a column for each part of a line', () => {
    expect(rowsOf([line()])).toEqual([
      {
        Subject: 'C2B',
        'Test case': 'A customer pays',
        'Expected result': 'a confirmation',
        'Actual result': 'a confirmation',
        'Request ids': 'TransID UKL7RT61SV; requestId 1-2-3',
        'Time (EAT)': '2026-11-22 12:03:05',
        'Took (ms)': '12',
        Verdict: 'Success',
      },
    ]);
  });

  it('keeps quotes, commas and line ends inside their cell', () => {
    const actual = 'it said "no",\nand hung up';
    expect(rowsOf([line({ actual }), line()]).map((row) => row['Actual result'])).toEqual([
      actual,
      'a confirmation',
    ]);
  });

  it.each(['=HYPERLINK("x")', '+254', '-1', '@SUM(A1)'])('lets no spreadsheet compute %s', (actual) => {
    expect(rowsOf([line({ actual })])[0]?.['Actual result']).toBe(`'${actual}`);
  });
});

describe('the form as a page', () => {
  it('shows words of an answer as words, whatever they are', () => {
    const page = htmlForm([line({ actual: `<script>alert("x")</script> & 'so'` })], settings);
    expect(page).toContain('<td>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;so&#39;</td>');
    expect(page).not.toContain('<script');
  });

  it('fetches nothing, and forbids itself to', () => {
    const page = htmlForm([line()], settings);
    expect(page).not.toMatch(/\b(src|href|action|data)=|url\(|@import|<(link|img|iframe|object|script)\b/i);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('counts the verdicts, and names no secret', () => {
    const form = [line(), line({ verdict: 'Fail' }), line({ verdict: 'Not run' }), line()];
    const page = htmlForm(form, settings);
    expect(page).toContain('2 Success, 1 Fail, 1 Not run');
    expect(page).not.toMatch(/the-key|the-secret|the-passkey|the-credential/);
  });
});

describe('the files of the form', () => {
  const at = (name: string): string => join(tmpdir(), name);

  it('are both forms for a name without an ending, else the one it says', () => {
    expect(formFiles([at('form')])).toEqual([at('form.csv'), at('form.html')]);
    expect(formFiles([at('a.csv'), at('b.HTML')])).toEqual([at('a.csv'), at('b.HTML')]);
  });

  it.each([
    ['none', [], '--out FILE is missing'],
    ['another kind', [at('form.xlsx')], 'must end in .csv or .html'],
    ['a folder that is not there', ['/nowhere/at/all/form.csv'], 'cannot be written (ENOENT)'],
  ])('are refused for %s before anything is run', (_, outputs, rule) => {
    expect(() => formFiles(outputs)).toThrow(rule);
  });
});
