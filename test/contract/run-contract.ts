import { afterAll, beforeAll, beforeEach, describe, it } from '@jest/globals';
import { testDatabases } from '../support/database.js';
import type { ContractCase } from './contract-case.js';
import { openTestBench, type TestBench } from './subject.js';

/** Runs the cases on every database, each on empty tables. */
export function runContract(name: string, cases: readonly ContractCase[]): void {
  describe.each(testDatabases())(`${name} on %s`, (kind) => {
    let bench: TestBench;
    beforeAll(async () => void (bench = await openTestBench(kind)));
    beforeEach(() => bench.reset());
    afterAll(() => bench.close());
    for (const one of cases) it(one.name, () => one.run(bench.subject));
  });
}
