import { AccountSourceError } from '../errors/account-source.error.js';
import type { OptionProblem } from '../errors/mpesa-options.error.js';
import type { Clock } from '../values/clock.js';
import { within } from '../values/within.js';
import type { AccountFinder } from './account-directory.js';
import type { AccountSource, NamedAccountOptions, SourceAccountOptions } from './account-source.js';
import { problem } from './option-problems.js';
import type { AccountDefaults } from './option-surroundings.js';
import { readAccount } from './read-account.js';
import type { ResolvedAccount } from './resolved-options.js';
import { ShortMemory } from './short-memory.js';

export interface SourceAccountsDeps {
  readonly source: AccountSource;
  readonly defaults: AccountDefaults;
  /** Names of the options' own accounts, which the source may not use. */
  readonly taken: ReadonlySet<string>;
  readonly clock: Clock;
}

/** How long the host's look-up may take, ms: less than the 8 s that Safaricom waits for a validation. */
const DEADLINE_MS = 5_000;
const CACHE_MS = 30_000;

/** The accounts of the host's source, held against the rules and remembered for a short while. */
export class SourceAccounts implements AccountFinder {
  readonly #byName: ShortMemory<ResolvedAccount>;
  readonly #byNumber: ShortMemory<readonly ResolvedAccount[]>;
  /** Consumer key to account; bounded by how many apps one process serves. */
  readonly #speakers = new Map<string, string>();

  constructor(private readonly deps: SourceAccountsDeps) {
    this.#byName = new ShortMemory(deps.clock);
    this.#byNumber = new ShortMemory(deps.clock);
  }

  /** @throws AccountSourceError */
  find(name: string): Promise<ResolvedAccount | null> {
    return this.#byName.get(name, this.#cacheMs(), async () => {
      const given = await this.#ask(name, (source) => source.find(name));
      return given === null ? null : this.#read(name, given, name);
    });
  }

  /** @throws AccountSourceError */
  async findByNumber(number: string): Promise<readonly ResolvedAccount[]> {
    const found = await this.#byNumber.get(number, this.#cacheMs(), async () => {
      const given = await this.#ask(number, (source) => source.findByShortcode(number));
      const all = given === null ? [] : listOf(given);
      return all.length === 0 ? null : all.map((one) => this.#readNamed(number, one));
    });
    return found ?? [];
  }

  nameFor(consumerKey: string): string | null {
    return this.#speakers.get(consumerKey) ?? null;
  }

  #cacheMs(): number {
    return this.deps.source.cacheMs ?? CACHE_MS;
  }

  async #ask<T>(subject: string, lookUp: (source: AccountSource) => Promise<T>): Promise<T | null> {
    const late = (): Error => new Error(`no answer within ${DEADLINE_MS} ms`);
    try {
      // Started inside a promise: the host's method need not be asynchronous, and may throw at once.
      const answer = Promise.resolve(this.deps.source).then(lookUp);
      return (await within(answer, DEADLINE_MS, late)) ?? null;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new AccountSourceError({ account: subject, reason, cause });
    }
  }

  #readNamed(number: string, given: NamedAccountOptions): ResolvedAccount {
    const { name, ...options } = objectOf(number, given);
    const strange: OptionProblem[] = [];
    if (this.deps.taken.has(name)) {
      strange.push(problem('name', name, 'is the name of an account of the options', 'another name'));
    }
    if (options.shortcode !== number && options.till !== number) {
      strange.push(
        problem('shortcode', options.shortcode, 'is not the number asked for', `shortcode or till ${number}`),
      );
    }
    if (strange.length > 0) throw new AccountSourceError({ account: number, problems: strange });
    return this.#read(number, options, name);
  }

  #read(subject: string, given: SourceAccountOptions, name: string): ResolvedAccount {
    const { environment, callbackPath, ...shared } = this.deps.defaults;
    const options = withoutNulls(objectOf(subject, given));
    if ('confirm' in options) {
      const fix = 'set confirm on the source: it holds for all its accounts';
      const problems = [problem('confirm', options.confirm, 'cannot be told account by account', fix)];
      throw new AccountSourceError({ account: subject, problems });
    }
    const read = readAccount(name, { ...shared, ...options }, { environment, callbackPath });
    if ('problems' in read) throw new AccountSourceError({ account: subject, problems: read.problems });
    this.#speakers.set(read.account.consumerKey, name);
    return read.account;
  }
}

function listOf(given: NamedAccountOptions | readonly NamedAccountOptions[]): readonly NamedAccountOptions[] {
  return Array.isArray(given) ? (given as readonly NamedAccountOptions[]) : [given as NamedAccountOptions];
}

/** An empty column is an option that is not set. */
function withoutNulls<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) as T;
}

/** The host's code need not have been checked by a compiler. */
function objectOf<T extends object>(account: string, given: T): T {
  if (typeof given === 'object' && given !== null) return given;
  throw new AccountSourceError({
    account,
    problems: [problem('account', given, 'must be an object', 'the fields of an account, or null')],
  });
}
