import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { readProductFiles, withoutComments } from '../../../../../test/support/source-files.js';
import { isKnownResult } from './explain-result.js';
import { SENTENCES } from './sentences.js';

const SOURCES = join(import.meta.dirname, '../..');
/** Who writes a sentence without judging by it: our own answer to a validation, and our words for an empty answer. */
const TELLERS = ['daraja/contracts/c2b-callbacks.contract.ts', 'daraja/token/token-fetch.ts'];

describe('the table of sentences', () => {
  it('names the source of every fact', () => {
    expect(SENTENCES.filter(({ source }) => !/^\d+(\.\d+)?\b|tutorial/.test(source))).toEqual([]);
  });

  it('has each code once, and what a result means once, in the results', () => {
    const codes = SENTENCES.flatMap((one) => one.codes ?? []);
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
    const results = SENTENCES.flatMap(({ means }) => (means && 'code' in means ? [means] : []));
    expect(results.filter(({ code, product }) => product !== null && !isKnownResult(code, product))).toEqual(
      [],
    );
  });

  it('says of the money what it tells people: what may have moved is judged unknown', () => {
    const marked = SENTENCES.filter(
      ({ means, verdict }) => verdict && means && !('code' in means) && means[6],
    );
    expect(marked).toEqual([]);
  });

  it('is the only place that knows the words', () => {
    const others = ['daraja', 'translation', 'operations'].flatMap((folder) =>
      readProductFiles(join(SOURCES, folder)).map((file) => ({ ...file, path: `${folder}/${file.path}` })),
    );
    const judging = others.filter(
      ({ path }) => !path.startsWith('daraja/catalogue/') && !TELLERS.includes(path),
    );
    const told = judging.flatMap((file) => {
      const named = SENTENCES.filter(({ words }) => words?.test(file.text));
      const code = named.length > 0 ? withoutComments(file) : '';
      return named.flatMap(({ words }) => (words?.test(code) ? [`${file.path}: ${words}`] : []));
    });
    expect(told).toEqual([]);
  });
});
