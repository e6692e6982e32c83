import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { AccountDirectory } from './account-directory.js';
import { resolveAccount } from './resolve-account.js';

const app = { consumerKey: 'key', consumerSecret: 'secret' };
const paybill = resolveAccount('default', { ...app, shortcode: '174379' });
const till = resolveAccount('shop', { ...app, type: 'till', shortcode: '600001', till: '5123456' });
const directory = (...accounts: Array<typeof paybill>) =>
  new AccountDirectory(new Map(accounts.map((account) => [account.name, account])));

describe('AccountDirectory', () => {
  it('finds an account by name, and the default without one', () => {
    expect(directory(till, paybill).get('shop')).toBe(till);
    expect(directory(till, paybill).get()).toBe(paybill);
  });

  it('takes the only account for the default, whatever its name', () => {
    expect(directory(till).get()).toBe(till);
  });

  it('does not guess among several', () => {
    const other = { ...till, name: 'other' };
    expect(() => directory(till, other).get()).toThrow(InvalidRequestError);
    expect(() => directory(till, paybill).get('nobody')).toThrow('must be one of shop, default');
  });

  it('finds the receiver by the numbers customers and Safaricom call it by', () => {
    const accounts = directory(paybill, till);
    expect(accounts.receiver('174379', '174379')).toBe(paybill);
    expect(accounts.receiver('600001', '600001')).toBe(till);
    expect(accounts.receiver('600001', '5123456')).toBe(till);
    expect(accounts.receiver('5123456', null)).toBe(till);
    expect(accounts.receiver('999999', '999999')).toBe('unknown');
    expect(accounts.all()).toEqual([paybill, till]);
  });

  it('tells tills that share a store number apart by the till, and does not guess without it', () => {
    const second = { ...till, name: 'second', till: '5999999' };
    const accounts = directory(till, second);
    expect(accounts.receiver('600001', '5999999')).toBe(second);
    expect(accounts.receiver('600001', '5123456')).toBe(till);
    expect(accounts.receiver('600001', '600001')).toBe('ambiguous');
  });
});
