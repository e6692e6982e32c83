import type { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedAccount } from '../options/resolved-options.js';
import type { GapFillAccount } from '../reconciliation/gap-filler.js';
import type { GapFillStore } from '../reconciliation/gap-fill-store.js';
import { appOf } from './daraja-apps.js';

export interface GapFillAccountsDeps {
  readonly accounts: AccountDirectory;
  readonly store: Pick<GapFillStore, 'registered'>;
  readonly baseUrl: string;
  readonly onError: (error: unknown) => void;
}

/**
 * Whose payments are compared with Pull: accounts that were registered for it, those of the host's source too, and those
 * whose options say so. Pull tells what a store number received, not which of its tills, so accounts that share one are
 * left out.
 */
export async function gapFillAccounts(deps: GapFillAccountsDeps): Promise<GapFillAccount[]> {
  const configured = deps.accounts.configured();
  const registered = new Set((await deps.store.registered()).map(({ account }) => account));
  const looked = [...registered].filter((name) => !configured.some((account) => account.name === name));
  const all = [...configured, ...(await lookUp(deps, looked))];
  const sharing = ({ name, shortcode }: ResolvedAccount): boolean =>
    all.some((other) => other.name !== name && other.shortcode === shortcode);
  return all
    .filter(({ name, gapFill }) => gapFill.enabled ?? registered.has(name))
    .filter((account) => !sharing(account))
    .map((account) => ({
      name: account.name,
      type: account.type,
      shortcode: account.shortcode,
      till: account.till,
      app: appOf(account, deps.baseUrl),
      lookbackMs: account.gapFill.lookbackMs,
    }));
}

/** A tenant that cannot be looked up now leaves the others alone. */
async function lookUp(
  { accounts, onError }: GapFillAccountsDeps,
  names: readonly string[],
): Promise<ResolvedAccount[]> {
  const found: ResolvedAccount[] = [];
  for (const name of names) {
    try {
      const account = await accounts.find(name);
      if (account !== null) found.push(account);
    } catch (error) {
      onError(error);
    }
  }
  return found;
}
