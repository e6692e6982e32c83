import { describe, expect, it } from '@jest/globals';
import { AccountDirectory, type AccountFinder } from '../../options/account-directory.js';
import type { MpesaAccountOptions } from '../../options/mpesa-options.js';
import { resolveAccount } from '../../options/resolve-account.js';
import { InMemoryGapFillStore } from '../../testing/in-memory/in-memory-gap-fill.store.js';
import { gapFillAccounts } from './gap-fill-accounts.js';

const baseUrl = 'https://sandbox.safaricom.co.ke';
const account = (name: string, over: Partial<MpesaAccountOptions> = {}) =>
  resolveAccount(name, { consumerKey: 'key', consumerSecret: 'secret', shortcode: '600966', ...over });

async function wanted(
  configured: ReturnType<typeof account>[],
  registered: string[],
  finder: AccountFinder | null = null,
) {
  const store = new InMemoryGapFillStore();
  for (const [index, name] of registered.entries())
    await store.register({ shortcode: `60000${index}`, account: name, at: 0 });
  const errors: unknown[] = [];
  const accounts = new AccountDirectory(new Map(configured.map((one) => [one.name, one])), () => finder);
  const found = await gapFillAccounts({ accounts, store, baseUrl, onError: (error) => errors.push(error) });
  return { names: found.map(({ name }) => name), found, errors };
}

describe('the accounts whose payments are compared with Pull', () => {
  it.each<[string, boolean | undefined, boolean, boolean]>([
    ['registered', undefined, true, true],
    ['not registered', undefined, false, false],
    ['registered and turned off', false, true, false],
    ['turned on, and registered elsewhere', true, false, true],
  ])('have one that is %s: enabled %s, registered %s: %s', async (_, enabled, registered, expected) => {
    const one = account('default', enabled === undefined ? {} : { gapFill: { enabled } });
    const { names } = await wanted([one], registered ? ['default'] : []);
    expect(names).toEqual(expected ? ['default'] : []);
  });

  it('carry what a run needs', async () => {
    const { found } = await wanted(
      [account('default', { gapFill: { enabled: true, lookbackMs: 60_000 } })],
      [],
    );
    expect(found).toEqual([
      {
        name: 'default',
        type: 'paybill',
        shortcode: '600966',
        till: null,
        app: { baseUrl, consumerKey: 'key', consumerSecret: 'secret' },
        lookbackMs: 60_000,
      },
    ]);
  });

  it('leave out tills that share a store number, because Pull does not tell them apart', async () => {
    const till = (name: string, number: string) => account(name, { type: 'till', till: number });
    const { names } = await wanted([till('one', '5123456'), till('two', '5123457')], ['one', 'two']);
    expect(names).toEqual([]);
  });

  describe("of the host's source", () => {
    const down = new Error('source down');
    const tenants = [
      account('tenant', { shortcode: '600001' }),
      account('stall-1', { shortcode: '600002', type: 'till', till: '5123456' }),
      account('stall-2', { shortcode: '600002', type: 'till', till: '5123457' }),
    ];
    const finder: AccountFinder = {
      find: (name) =>
        name === 'broken'
          ? Promise.reject(down)
          : Promise.resolve(tenants.find((tenant) => tenant.name === name) ?? null),
      findByNumber: async (number) =>
        tenants.filter(({ shortcode, till }) => shortcode === number || till === number),
      nameFor: () => null,
    };

    it('have those that were registered, also while another cannot be looked up', async () => {
      const { names, errors } = await wanted([account('default')], ['broken', 'gone', 'tenant'], finder);
      expect(names).toEqual(['tenant']);
      expect(errors).toEqual([down]);
    });

    it('leave out one that shares its store number with a till that never registered', async () => {
      expect((await wanted([], ['stall-1'], finder)).names).toEqual([]);
    });
  });
});
