import { InvalidRequestError } from '../errors/invalid-request.error.js';
import type { ResolvedAccount } from './resolved-options.js';

/** Accounts that are looked up when they are needed, rather than configured. */
export interface AccountFinder {
  find(name: string): Promise<ResolvedAccount | null>;
  /** Every account whose shortcode or till is `number`. */
  findByNumber(number: string): Promise<readonly ResolvedAccount[]>;
  /** An account that a Daraja app was lately looked up for. */
  nameFor(consumerKey: string): string | null;
}

/** Finds accounts by name and by the number customers pay: the configured ones first, then those of the host's source. */
export class AccountDirectory {
  constructor(
    private readonly accounts: ReadonlyMap<string, ResolvedAccount>,
    private readonly finder: () => AccountFinder | null = () => null,
  ) {}

  /**
   * @param name default: the account `default`, or the only one that is configured
   * @throws InvalidRequestError field `account`
   * @throws AccountSourceError the host's source failed, or answered with something that is no account
   */
  async get(name?: string): Promise<ResolvedAccount> {
    const account = await this.find(name);
    if (account === null) throw new InvalidRequestError('account', name, this.#rule());
    return account;
  }

  /** The same, or null for an account nobody knows. @throws AccountSourceError */
  async find(name?: string): Promise<ResolvedAccount | null> {
    const configured = name === undefined ? this.#fallback() : this.accounts.get(name);
    return configured ?? (await this.finder()?.find(name ?? 'default')) ?? null;
  }

  /**
   * Whose money arrives at the URL of `number` (a shortcode, a store number or a till), when M-Pesa tells it for `told`.
   * Tills may share a store number: then only a told till number says which, and the store number alone is `ambiguous`.
   *
   * @throws AccountSourceError
   */
  async receiver(number: string, told: string | null): Promise<ResolvedAccount | 'unknown' | 'ambiguous'> {
    const sharing = await this.#sharing(number);
    const [first, ...others] = sharing;
    if (first === undefined) return 'unknown';
    const named = sharing.find(({ till }) => till !== null && till === told);
    if (named !== undefined || others.length === 0) return named ?? first;
    return told === first.shortcode ? 'ambiguous' : first;
  }

  /** The accounts of the options; those of the host's source cannot be listed. */
  configured(): ResolvedAccount[] {
    return [...this.accounts.values()];
  }

  /** An account that a Daraja app speaks for; several may share the app. */
  nameFor(consumerKey: string): string | null {
    const configured = this.configured().find((account) => account.consumerKey === consumerKey);
    return configured?.name ?? this.finder()?.nameFor(consumerKey) ?? null;
  }

  async #sharing(number: string): Promise<readonly ResolvedAccount[]> {
    const configured = this.configured().filter(
      ({ shortcode, till }) => shortcode === number || till === number,
    );
    if (configured.length > 0) return configured;
    return (await this.finder()?.findByNumber(number)) ?? [];
  }

  #fallback(): ResolvedAccount | undefined {
    const named = this.accounts.get('default');
    return named ?? (this.accounts.size === 1 ? this.accounts.values().next().value : undefined);
  }

  #rule(): string {
    const names = [...this.accounts.keys()].join(', ');
    return this.finder() === null
      ? `must be one of ${names}`
      : 'must be configured, or known to the account source';
  }
}
