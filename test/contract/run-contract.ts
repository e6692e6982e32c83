import { afterAll, beforeAll, beforeEach, describe, it } from '@jest/globals';
import { testDatabases } from '../support/database.js';
import type { ContractCase } from './contract-case.js';
import { openFixture, type StorageFixture } from './subject.js';

/** Runs the cases on every database, each on empty tables. */
export function runContract(name: string, cases: readonly ContractCase[]): void {
  describe.each(testDatabases())(`${name} on %s`, (kind) => {
    let fixture: StorageFixture;
    beforeAll(async () => void (fixture = await openFixture(kind)));
    beforeEach(() => fixture.reset());
    afterAll(() => fixture.close());
    for (const one of cases) it(one.name, () => one.run(fixture.subject));
  });
}
