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
  it('finds an account by name, and the default without one', async () => {
    expect(await directory(till, paybill).get('shop')).toBe(till);
    expect(await directory(till, paybill).get()).toBe(paybill);
  });

  it('takes the only account for the default, whatever its name', async () => {
    expect(await directory(till).get()).toBe(till);
  });

  it('does not guess among several', async () => {
    const other = { ...till, name: 'other' };
    await expect(directory(till, other).get()).rejects.toThrow(InvalidRequestError);
    await expect(directory(till, paybill).get('nobody')).rejects.toThrow('must be one of shop, default');
  });

  it('finds the receiver by the numbers customers and Safaricom call it by', async () => {
    const accounts = directory(paybill, till);
    expect(await accounts.receiver('174379', '174379')).toBe(paybill);
    expect(await accounts.receiver('600001', '600001')).toBe(till);
    expect(await accounts.receiver('600001', '5123456')).toBe(till);
    expect(await accounts.receiver('5123456', null)).toBe(till);
    expect(await accounts.receiver('999999', '999999')).toBe('unknown');
    expect(accounts.configured()).toEqual([paybill, till]);
  });

  it('tells tills that share a store number apart by the till, and does not guess without it', async () => {
    const second = { ...till, name: 'second', till: '5999999' };
    const accounts = directory(till, second);
    expect(await accounts.receiver('600001', '5999999')).toBe(second);
    expect(await accounts.receiver('600001', '5123456')).toBe(till);
    expect(await accounts.receiver('600001', '600001')).toBe('ambiguous');
  });
});
