/** Suites that let a broken store through would prove nothing: each of these stores breaks one promise and is caught. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../support/database.js';
import {
  brokenClaims,
  brokenInboxes,
  brokenLimits,
  brokenOutboxes,
  brokenPayments,
  brokenRetention,
  brokenTokens,
} from './broken-stores.js';
import { brokenDepartures, brokenStandingOrders } from './broken-departures.js';
import { brokenInquiries } from './broken-inquiries.js';
import { brokenReversals } from './broken-reversals.js';
import type { Breakage } from './broken-store.js';
import type { ContractCase } from './contract-case.js';
import { limitStoreContract, tokenStoreContract } from './daraja-stores.contract.js';
import { inboxStoreContract } from './inbox-store.contract.js';
import { inquiryStoreContract } from './inquiry-store.contract.js';
import { outboxStoreContract } from './outbox-store.contract.js';
import { departuresContract } from './departures.contract.js';
import { paymentClaimsContract } from './payment-claims.contract.js';
import { paymentStoreContract } from './payment-store.contract.js';
import { retentionStoreContract } from './retention-store.contract.js';
import { reversalStoreContract } from './reversal-store.contract.js';
import { standingOrderStoreContract } from './standing-order-store.contract.js';
import { openFixture, type StorageFixture } from './subject.js';

const tokens: ContractCase[] = tokenStoreContract().map((one) => ({
  name: one.name,
  run: ({ storage, other }) => one.run(storage.tokens, other.tokens),
}));

const limits: ContractCase[] = limitStoreContract().map((one) => ({
  name: one.name,
  run: ({ storage, other }) => one.run(storage.limits, other.limits),
}));

const SUITES: ReadonlyArray<readonly [Record<string, Breakage>, ContractCase[]]> = [
  [brokenPayments, paymentStoreContract()],
  [brokenClaims, paymentClaimsContract()],
  [brokenDepartures, departuresContract()],
  [brokenStandingOrders, standingOrderStoreContract()],
  [brokenReversals, reversalStoreContract()],
  [brokenInboxes, inboxStoreContract()],
  [brokenInquiries, inquiryStoreContract()],
  [brokenOutboxes, outboxStoreContract()],
  [brokenTokens, tokens],
  [brokenLimits, limits],
  [brokenRetention, retentionStoreContract()],
];

/** On SQLite one connection at a time is let in, so nothing can come between a read and a write of one transaction. */
const ONLY_WHERE_TRANSACTIONS_OVERLAP = 'a lock that locks nothing, where rows are read first';

describe.each(testDatabases())('the contract suites on %s', (kind) => {
  let fixture: StorageFixture;
  beforeAll(async () => void (fixture = await openFixture(kind)));
  afterAll(() => fixture.close());

  for (const [breakages, cases] of SUITES) {
    for (const [name, breakage] of Object.entries(breakages)) {
      if (kind === 'sqlite' && name === ONLY_WHERE_TRANSACTIONS_OVERLAP) continue;
      it(`catch ${name}`, async () => {
        expect(await failures(cases, breakage)).not.toEqual([]);
      });
    }
  }

  async function failures(cases: readonly ContractCase[], breakage: Breakage): Promise<string[]> {
    const { subject, database } = fixture;
    const failed: string[] = [];
    for (const one of cases) {
      await fixture.reset();
      const broken = {
        ...subject,
        storage: breakage(subject.storage, database),
        other: breakage(subject.other, database),
      };
      await one.run(broken).catch(() => failed.push(one.name));
    }
    return failed;
  }
});
