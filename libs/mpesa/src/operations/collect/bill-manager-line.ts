import type { BillManagerAnswer } from '../../daraja/contracts/bill-manager.contract.js';
import type { Endpoint } from '../../daraja/wire/endpoint.js';
import { billManagerEndpoints } from '../../daraja/endpoints/bill-manager.endpoints.js';
import { openToken, sealToken } from '../../daraja/token/token-seal.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import type { RandomSource } from '../../values/random.js';
import type { BillManagerStore } from './bill-manager.store.js';
import { ask, type QuestionDeps } from '../questions/question-deps.js';

type Rows = ReturnType<typeof billManagerEndpoints>;

/** Which of Bill Manager's operations is meant, wherever the account has it. */
export type BillManagerRow<Req> = (rows: Rows) => Endpoint<Req, BillManagerAnswer>;

export interface BillManagerLineDeps extends QuestionDeps {
  readonly store: Pick<BillManagerStore, 'biller'>;
  readonly random: RandomSource;
}

/** Speaks to Bill Manager at the paths and with the key of an account. */
export class BillManagerLine {
  constructor(private readonly deps: BillManagerLineDeps) {}

  async ask<Req>(
    account: ResolvedAccount,
    row: BillManagerRow<Req>,
    body: NoInfer<Req>,
  ): Promise<BillManagerAnswer> {
    const { prefix, cancelBulk } = account.billManager;
    const appKey = await this.#appKey(account);
    const rows = billManagerEndpoints({ prefix, cancelBulk, ...(appKey === null ? {} : { appKey }) });
    return ask(this.deps, account, { endpoint: row(rows), body });
  }

  /** The key as it is stored. */
  seal(account: ResolvedAccount, appKey: string): string {
    const at = { context: contextOf(account), random: this.deps.random };
    return sealToken(appKey, account.consumerSecret, at);
  }

  async #appKey(account: ResolvedAccount): Promise<string | null> {
    if (account.billManager.appKey !== null) return account.billManager.appKey;
    const sealed = (await this.deps.store.biller(account.shortcode))?.sealedAppKey ?? null;
    return sealed === null ? null : openToken(sealed, account.consumerSecret, contextOf(account));
  }
}

/** Sealed along with the key, so that it opens for no other shortcode. */
function contextOf({ shortcode }: ResolvedAccount): string {
  return `bill-manager ${shortcode}`;
}
