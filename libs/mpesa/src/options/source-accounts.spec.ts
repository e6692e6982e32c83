import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AccountSourceError } from '../errors/account-source.error.js';
import { NOON } from '../testing/in-memory/sample-payments.js';
import { ManualClock } from '../testing/manual-clock.js';
import { AccountDirectory } from './account-directory.js';
import type { AccountSource } from './account-source.js';
import { resolveAccount } from './resolve-account.js';
import { SourceAccounts } from './source-accounts.js';

const app = { consumerKey: 'key', consumerSecret: 'secret' };
const pearl = { name: 'pearl', shortcode: '600111', passkey: 'passkey' };
const stall = (name: string, till: string) => ({ name, type: 'till' as const, shortcode: '600333', till });

/** A source over a list of rows; whatever `find` and `findByShortcode` are told to give goes first. */
function fixture(rows: readonly object[], over: Partial<AccountSource> = {}) {
  const clock = new ManualClock(NOON);
  const asked: string[] = [];
  const named = rows as ReadonlyArray<ReturnType<typeof stall>>;
  const source: AccountSource = {
    find: async (name) => {
      asked.push(name);
      const { name: _, ...found } = named.find((row) => row.name === name) ?? { name };
      return 'shortcode' in found ? found : null;
    },
    findByShortcode: async (number) => {
      asked.push(number);
      return named.filter(({ shortcode, till }) => shortcode === number || till === number);
    },
    ...over,
  };
  const defaults = { ...app, environment: 'sandbox' as const, callbackPath: 'callbacks' };
  const configured = resolveAccount('default', { ...app, shortcode: '174379' });
  const accounts = new SourceAccounts({ source, defaults, taken: new Set(['default']), clock });
  const directory = new AccountDirectory(new Map([['default', configured]]), () => accounts);
  return { clock, asked, accounts, directory, configured };
}

afterEach(() => void jest.useRealTimers());

describe('an account of the source', () => {
  it('inherits key and secret from the options, and gets every default', async () => {
    const { directory, accounts } = fixture([pearl]);
    const expected = resolveAccount('pearl', { ...app, shortcode: '600111', passkey: 'passkey' });
    expect(await directory.get('pearl')).toEqual(expected);
    expect(await directory.receiver('600111', '600111')).toEqual(expected);
    expect(accounts.nameFor('key')).toBe('pearl');
    expect(accounts.nameFor('another')).toBeNull();
  });

  it('is found by number when the source gives one instead of a list', async () => {
    const { directory } = fixture([], { findByShortcode: async () => pearl });
    expect(await directory.receiver('600111', null)).toMatchObject({ name: 'pearl' });
  });

  it('is nobody for a name and a number that the source does not know', async () => {
    const { directory } = fixture([], { findByShortcode: async () => null });
    expect(await directory.find('nobody')).toBeNull();
    expect(await directory.receiver('600999', '600999')).toBe('unknown');
  });

  it('is told from the tills it shares a store number with, and is not guessed', async () => {
    const { directory } = fixture([stall('tea', '5000001'), stall('bread', '5000002')]);
    expect(await directory.receiver('600333', '5000002')).toMatchObject({ name: 'bread' });
    expect(await directory.receiver('600333', '600333')).toBe('ambiguous');
  });

  it('gives way to an account of the options with its name or its number', async () => {
    const { directory, configured, asked } = fixture([{ ...pearl, name: 'default' }]);
    expect(await directory.get('default')).toBe(configured);
    expect(await directory.get()).toBe(configured);
    expect(await directory.receiver('174379', null)).toBe(configured);
    expect(asked).toEqual([]);
  });
});

describe('what the source answers', () => {
  it('is used again for half a minute, by calls that come together too', async () => {
    const { accounts, asked, clock } = fixture([pearl]);
    const [one, two] = await Promise.all([accounts.find('pearl'), accounts.find('pearl')]);
    expect(one).toBe(two);
    clock.advance(29_999);
    await accounts.find('pearl');
    await accounts.findByNumber('600111');
    await accounts.findByNumber('600111');
    expect(asked).toEqual(['pearl', '600111']);
    clock.advance(1);
    await accounts.find('pearl');
    expect(asked).toEqual(['pearl', '600111', 'pearl']);
  });

  it('is asked for each time when the source wants that', async () => {
    const { accounts, asked } = fixture([pearl], { cacheMs: 0 });
    await accounts.find('pearl');
    await accounts.find('pearl');
    expect(asked).toHaveLength(2);
  });

  it('is not remembered when it was nothing, or a failure', async () => {
    const { accounts, asked } = fixture([]);
    await accounts.find('pearl');
    await accounts.find('pearl');
    await accounts.findByNumber('600111');
    await accounts.findByNumber('600111');
    expect(asked).toHaveLength(4);
    let turn = 0;
    const flaky = fixture([], {
      find: async () => {
        turn += 1;
        if (turn === 1) throw new Error('no table');
        return { shortcode: '600111' };
      },
    });
    await expect(flaky.accounts.find('pearl')).rejects.toThrow('cannot give account pearl: no table');
    expect(await flaky.accounts.find('pearl')).toMatchObject({ shortcode: '600111' });
  });

  it('is forgotten, the oldest first, when there are more than a thousand', async () => {
    const { accounts, asked } = fixture([], {
      find: async (name) => (asked.push(name), { shortcode: '600111' }),
    });
    for (let n = 0; n <= 1_000; n++) await accounts.find(`tenant-${n}`);
    await accounts.find('tenant-1000');
    await accounts.find('tenant-1');
    expect(asked).toHaveLength(1_001);
    await accounts.find('tenant-0');
    expect(asked).toHaveLength(1_002);
  });

  it.each<[string, object, string]>([
    [
      'a name of the options',
      { ...pearl, name: 'default' },
      'name "default": is the name of an account of the options',
    ],
    ['a name of 65 characters', { ...pearl, name: 'x'.repeat(65) }, 'must have 1 to 64 characters'],
    ['no name', { shortcode: '600111' }, 'name (missing): must have 1 to 64 characters'],
    ['another number', { ...pearl, shortcode: '600112' }, 'shortcode "600112": is not the number asked for'],
    [
      'limits the wrong way round',
      { ...pearl, limits: { b2c: { max: 5 } } },
      'limits.b2c "10…5": min is above max',
    ],
  ])('is refused with %s', async (_, row, rule) => {
    const { accounts } = fixture([], { findByShortcode: async () => [row as typeof pearl] });
    const asking = accounts.findByNumber('600111');
    await expect(asking).rejects.toThrow(AccountSourceError);
    await expect(asking).rejects.toThrow(rule);
    await expect(asking).rejects.toMatchObject({ account: '600111', retryable: false });
  });

  it('hides secrets in what is said about it', async () => {
    const { accounts } = fixture([], {
      find: async () => ({ shortcode: '600111', initiator: { name: 'api', password: 'pass (word)' } }),
    });
    const error = await accounts.find('pearl').catch((thrown: Error) => thrown);
    expect((error as Error).message).toContain('initiator.password (11 characters, hidden)');
    expect((error as Error).message).not.toContain('pass (word)');
  });

  it('is waited for five seconds, and may be asked for again', async () => {
    jest.useFakeTimers();
    const { accounts } = fixture([], { find: () => new Promise(() => undefined) });
    const asking = expect(accounts.find('pearl')).rejects.toMatchObject({
      message: 'the account source cannot give account pearl: no answer within 5000 ms',
      retryable: true,
    });
    await jest.advanceTimersByTimeAsync(5_000);
    await asking;
  });

  it('may be thrown at once', async () => {
    const find = () => {
      throw new Error('not connected');
    };
    await expect(fixture([], { find }).accounts.find('pearl')).rejects.toThrow('not connected');
  });
});
