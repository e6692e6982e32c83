import type { AccountDirectory } from '../../options/account-directory.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import type { GapFillAccount } from '../../reconciliation/gap-filler.js';
import type { GapFillStore } from '../../reconciliation/gap-fill-store.js';
import { appOf } from '../daraja-apps.js';

export interface GapFillAccountsDeps {
  readonly accounts: AccountDirectory;
  readonly store: Pick<GapFillStore, 'registered'>;
  readonly baseUrl: string;
  readonly onError: (error: unknown) => void;
}

/**
 * Whose payments are compared with Pull: accounts that were registered for it, those of the host's source too, and those
 * whose options say so. One that cannot be looked up now leaves the others alone.
 */
export async function gapFillAccounts(deps: GapFillAccountsDeps): Promise<GapFillAccount[]> {
  const registered = new Set((await deps.store.registered()).map(({ account }) => account));
  const configured = deps.accounts.configured().map(({ name }) => name);
  const wanted: GapFillAccount[] = [];
  for (const name of new Set([...configured, ...registered])) {
    try {
      const account = await deps.accounts.find(name);
      if (account === null || !(account.gapFill.enabled ?? registered.has(name))) continue;
      if (!(await sharesNumber(deps.accounts, account))) wanted.push(toFill(account, deps.baseUrl));
    } catch (error) {
      deps.onError(error);
    }
  }
  return wanted;
}

/** Pull tells what a store number received, not which of its tills. */
async function sharesNumber(accounts: AccountDirectory, { shortcode }: ResolvedAccount): Promise<boolean> {
  return (await accounts.receiver(shortcode, shortcode)) === 'ambiguous';
}

function toFill(account: ResolvedAccount, baseUrl: string): GapFillAccount {
  const { name, type, shortcode, till, gapFill } = account;
  const app = appOf(account, baseUrl);
  return { name, type, shortcode, till, app, lookbackMs: gapFill.lookbackMs };
}
