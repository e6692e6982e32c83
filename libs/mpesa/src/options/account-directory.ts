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

  /**
   * Whose money arrives at the URL of `number` (a shortcode, a store number or a till), when M-Pesa tells it for `told`.
   * Tills may share a store number: then only a told till number says which, and the store number alone is `ambiguous`.
   */
  receiver(number: string, told: string | null): ResolvedAccount | 'unknown' | 'ambiguous' {
    const sharing = this.all().filter(({ shortcode, till }) => shortcode === number || till === number);
    const [first, ...others] = sharing;
    if (first === undefined) return 'unknown';
    const named = sharing.find(({ till }) => till !== null && till === told);
    if (named !== undefined || others.length === 0) return named ?? first;
    return told === first.shortcode ? 'ambiguous' : first;
  }

  all(): ResolvedAccount[] {
    return [...this.accounts.values()];
  }

  #fallback(): ResolvedAccount | undefined {
    const named = this.accounts.get('default');
    return named ?? (this.accounts.size === 1 ? this.accounts.values().next().value : undefined);
  }
}
