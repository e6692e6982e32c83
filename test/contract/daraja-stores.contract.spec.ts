/** What Daraja's side keeps is shared between instances, on every database and in memory. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { InMemoryAccessTokenStore } from '../../libs/mpesa/src/daraja/token/in-memory-access-token.store.js';
import { InMemoryBillManagerStore } from '../../libs/mpesa/src/testing/in-memory/in-memory-bill-manager.store.js';
import { InMemoryOperatorStore } from '../../libs/mpesa/src/testing/in-memory/in-memory-operator.store.js';
import { InMemoryQueryLimitStore } from '../../libs/mpesa/src/testing/in-memory/in-memory-query-limit.store.js';
import { InMemoryRestoreStore } from '../../libs/mpesa/src/testing/in-memory/in-memory-restore.store.js';
import { InMemoryGapFillStore } from '../../libs/mpesa/src/testing/in-memory/in-memory-gap-fill.store.js';
import { testDatabases } from '../support/database.js';
import {
  billManagerStoreContract,
  gapFillStoreContract,
  limitStoreContract,
  tokenStoreContract,
} from './daraja-stores.contract.js';
import { operatorStoreContract } from './operator-store.contract.js';
import { restoreStoreContract } from './restore-store.contract.js';
import { openFixture, type StorageFixture } from './subject.js';

describe.each(testDatabases())('on %s', (kind) => {
  let fixture: StorageFixture;
  beforeAll(async () => void (fixture = await openFixture(kind)));
  beforeEach(() => fixture.reset());
  afterAll(() => fixture.close());

  describe('the store of access tokens', () => {
    for (const one of tokenStoreContract()) {
      it(one.name, () => one.run(fixture.subject.storage.tokens, fixture.subject.other.tokens));
    }
  });

  describe('the store of query limits', () => {
    for (const one of limitStoreContract()) {
      it(one.name, () => one.run(fixture.subject.storage.limits, fixture.subject.other.limits));
    }
  });

  describe('the store of operators', () => {
    for (const one of operatorStoreContract()) {
      it(one.name, () => one.run(fixture.subject.storage.operators, fixture.subject.other.operators));
    }
  });

  describe('the store of restores', () => {
    for (const one of restoreStoreContract()) {
      it(one.name, () => one.run(fixture.subject.storage.restores, fixture.subject.other.restores));
    }
  });

  describe('the store of the gap fill', () => {
    for (const one of gapFillStoreContract()) {
      it(one.name, () => one.run(fixture.subject.storage.gapFills, fixture.subject.other.gapFills));
    }
  });

  describe('the store of Bill Manager', () => {
    for (const one of billManagerStoreContract()) {
      it(one.name, () => one.run(fixture.subject.storage.billManager, fixture.subject.other.billManager));
    }
  });

  it('keeps the last registration of a shortcode, field by field', async () => {
    const { registrations } = fixture.subject.storage;
    const first = {
      shortcode: '600000',
      account: 'default',
      version: 'v2',
      responseType: 'Completed',
      confirmationUrl: 'https://pay.example.co.ke/c',
      validationUrl: 'https://pay.example.co.ke/v',
      registeredAt: 1_000,
      outcome: 'registered',
      answerCode: null,
      answerText: null,
    } as const;
    expect(await registrations.get('600000')).toBeNull();
    await registrations.put(first);
    const second = {
      ...first,
      outcome: 'already-registered',
      answerCode: '500.003.1001',
      answerText: 'x',
    } as const;
    await fixture.subject.other.registrations.put(second);
    await registrations.put({ ...first, shortcode: '600001' });
    expect(await registrations.get('600000')).toEqual(second);
    expect(await registrations.get('600001')).toEqual({ ...first, shortcode: '600001' });
  });
});

describe('in memory', () => {
  for (const one of tokenStoreContract()) {
    const store = new InMemoryAccessTokenStore();
    it(`the store of access tokens ${one.name}`, () => one.run(store, store));
  }
  for (const one of billManagerStoreContract()) {
    const store = new InMemoryBillManagerStore();
    it(`the store of Bill Manager ${one.name}`, () => one.run(store, store));
  }
  for (const one of limitStoreContract()) {
    const store = new InMemoryQueryLimitStore();
    it(`the store of query limits ${one.name}`, () => one.run(store, store));
  }
  for (const one of operatorStoreContract()) {
    const store = new InMemoryOperatorStore();
    it(`the store of operators ${one.name}`, () => one.run(store, store));
  }
  for (const one of gapFillStoreContract()) {
    const store = new InMemoryGapFillStore();
    it(`the store of the gap fill ${one.name}`, () => one.run(store, store));
  }
  for (const one of restoreStoreContract()) {
    const store = new InMemoryRestoreStore();
    it(`the store of restores ${one.name}`, () => one.run(store, store));
  }
});
