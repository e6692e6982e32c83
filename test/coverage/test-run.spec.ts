import { describe, expect, it } from '@jest/globals';
import { missingInRun, type JestResults } from './test-run.js';

const SPEC = 'test/e2e/money-out/every-product.spec.ts';
const TITLE = 'is paid by the ledger, with receipt, name and balances';
const named = { spec: SPEC, title: TITLE, row: 'tax' };

/** A run in which the test came out so, by the title of the block around it. */
function run(outcomes: Readonly<Record<string, string>>): JestResults {
  const tests = Object.entries(outcomes).map(([block, status]) => ({
    ancestorTitles: [block],
    title: TITLE,
    status,
  }));
  return { testResults: [{ name: `/somewhere/${SPEC}`, assertionResults: tests }] };
}

describe('a test that the page names', () => {
  it('is shown by a run in which it passed on both databases', () => {
    const outcomes = {
      'a payment of kind tax, on sqlite': 'passed',
      'a payment of kind tax, on mariadb': 'passed',
      'a payment of kind b2c, on sqlite': 'failed',
    };
    expect(missingInRun([named], run(outcomes))).toEqual([]);
  });

  it('is not shown by a run on one of them, nor by that of another row', () => {
    const outcomes = {
      'a payment of kind tax, on sqlite': 'passed',
      'a payment of kind b2b, on mariadb': 'passed',
    };
    expect(missingInRun([named], run(outcomes))).toEqual([`${SPEC}: "${TITLE}" was not run on mariadb`]);
    expect(missingInRun([named], { testResults: [] })).toHaveLength(2);
  });

  it.each(['failed', 'pending', 'todo'])('is not shown when it is %s', (status) => {
    const outcomes = {
      'a payment of kind tax, on sqlite': 'passed',
      'a payment of kind tax, on mariadb': status,
    };
    expect(missingInRun([named], run(outcomes))).toEqual([`${SPEC}: "${TITLE}" ${status}`]);
  });

  it('must be there under its title', () => {
    expect(() => missingInRun([{ ...named, title: 'is paid' }], run({}))).toThrow(/has no test "is paid"/);
  });
});
