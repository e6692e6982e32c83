import type {
  GapFillCursor,
  GapFillStore,
  PullRegistrationRow,
} from '../../reconciliation/gap-fill-store.js';

interface Row {
  account: string | null;
  filledUntil: number | null;
  owner: string | null;
  leaseUntil: number;
}

export class InMemoryGapFillStore implements GapFillStore {
  readonly #rows = new Map<string, Row>();

  async register({ shortcode, account }: PullRegistrationRow & { readonly at: number }): Promise<void> {
    this.#row(shortcode).account = account;
  }

  async registered(): Promise<PullRegistrationRow[]> {
    return [...this.#rows]
      .flatMap(([shortcode, { account }]) => (account === null ? [] : [{ shortcode, account }]))
      .sort((a, b) => (a.shortcode < b.shortcode ? -1 : 1));
  }

  async claim(
    shortcode: string,
    owner: string,
    { now, leaseUntil }: { readonly now: number; readonly leaseUntil: number },
  ): Promise<GapFillCursor | null> {
    const row = this.#row(shortcode);
    const runs = row.leaseUntil > now && row.leaseUntil <= leaseUntil + (leaseUntil - now);
    if (row.owner !== null && runs) return null;
    Object.assign(row, { owner, leaseUntil });
    return { filledUntil: row.filledUntil };
  }

  async advance(
    shortcode: string,
    owner: string,
    to: { readonly filledUntil: number; readonly leaseUntil: number },
  ): Promise<boolean> {
    const row = this.#row(shortcode);
    if (row.owner !== owner) return false;
    Object.assign(row, to);
    return true;
  }

  async release(shortcode: string, owner: string): Promise<void> {
    const row = this.#row(shortcode);
    if (row.owner === owner) row.owner = null;
  }

  #row(shortcode: string): Row {
    const row = this.#rows.get(shortcode) ?? { account: null, filledUntil: null, owner: null, leaseUntil: 0 };
    this.#rows.set(shortcode, row);
    return row;
  }
}
