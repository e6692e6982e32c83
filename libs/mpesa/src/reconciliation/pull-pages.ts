import type { PulledTransaction } from '../daraja/contracts/pull.contract.js';
import type { DarajaApp } from '../daraja/exchange/daraja-app.js';
import type { DarajaClient } from '../daraja/daraja-client.js';
import { ENDPOINTS } from '../daraja/endpoints/daraja.endpoints.js';
import { toPullQueryBody } from '../translation/pull.js';

/** The request travels, clocks differ, and seconds are rounded. */
export const PULL_MARGIN_MS = 60 * 1000;

/** Epoch ms, both ends included; the wire rounds to whole seconds. */
export interface PullWindow {
  readonly from: number;
  readonly to: number;
}

export interface PullPage {
  /** Each receipt of the window once. */
  readonly transactions: readonly PulledTransaction[];
  /** Rows without a receipt, which could not be read. */
  readonly unreadableRows: number;
}

/**
 * Every payment of a window, page after page.
 *
 * @throws DarajaRejectedError, DarajaUnavailableError, DarajaThrottledError, DarajaResponseError
 */
export async function* pullPages(
  client: Pick<DarajaClient, 'send'>,
  whose: { readonly app: DarajaApp; readonly shortcode: string },
  { from, to }: PullWindow,
): AsyncGenerator<PullPage, void, void> {
  const seen = new Set<string>();
  for (let offset = 0; ;) {
    const body = toPullQueryBody({ shortcode: whose.shortcode, from, to, offset });
    const page = await client.send(ENDPOINTS.pullQuery, body, whose.app);
    const transactions = page.transactions.filter(({ transactionId }) => {
      const isNew = !seen.has(transactionId);
      seen.add(transactionId);
      return isNew;
    });
    // Nobody promised 100 rows, so only an empty page is the last, or one that repeats what came before it.
    if (transactions.length === 0) return;
    yield { transactions, unreadableRows: page.rows - page.transactions.length };
    offset += page.rows;
  }
}
