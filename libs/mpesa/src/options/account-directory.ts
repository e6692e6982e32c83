import { InvalidRequestError } from '../errors/invalid-request.error.js';
import type { ResolvedAccount } from './resolved-options.js';

/** Finds accounts by name and by the number customers pay. */
export class AccountDirectory {
  constructor(private readonly accounts: ReadonlyMap<string, ResolvedAccount>) {}

  /** @throws InvalidRequestError field `account` */
  get(name?: string): ResolvedAccount {
    const account = name === undefined ? this.#fallback() : this.accounts.get(name);
    if (account === undefined) {
      throw new InvalidRequestError(
        'account',
        name,
        `must be one of ${[...this.accounts.keys()].join(', ')}`,
      );
    }
    return account;
  }

  /** The account whose shortcode, store number or till this is. */
  byNumber(number: string): ResolvedAccount | null {
    for (const account of this.accounts.values()) {
      if (account.shortcode === number || account.till === number) return account;
    }
    return null;
  }

  all(): ResolvedAccount[] {
    return [...this.accounts.values()];
  }

  #fallback(): ResolvedAccount | undefined {
    const named = this.accounts.get('default');
    return named ?? (this.accounts.size === 1 ? this.accounts.values().next().value : undefined);
  }
}
