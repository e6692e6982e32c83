import type { DarajaApp } from '../daraja/exchange/daraja-app.js';
import type { DarajaClient } from '../daraja/daraja-client.js';
import { DarajaThrottledError } from '../errors/daraja-throttled.error.js';
import type { C2bReceiver } from '../translation/c2b.js';
import { factFromPull } from '../translation/pull.js';
import type { Clock } from '../values/clock.js';
import { MINUTE_MS } from '../values/duration.js';
import { PULL_REACH_MS } from '../values/pull-reach.js';
import { GapFillTally, type GapFillReport } from './gap-fill-report.js';
import type { GapFillCursor, GapFillStore } from './gap-fill-store.js';
import type { MissingMoney } from './missing-money.js';
import { PULL_MARGIN_MS, pullPages, type PullWindow } from './pull-pages.js';

/** An account whose payments may be pulled. */
export interface GapFillAccount extends C2bReceiver {
  readonly app: DarajaApp;
  /** How far back the first run looks, ms. */
  readonly lookbackMs: number;
}

export interface GapFillerDeps {
  readonly accounts: () => Promise<readonly GapFillAccount[]>;
  readonly client: Pick<DarajaClient, 'send'>;
  readonly store: GapFillStore;
  readonly money: Pick<MissingMoney, 'book'>;
  readonly clock: Clock;
  readonly newOwner: () => string;
  readonly onWarning: (message: string) => void;
  readonly onError: (error: unknown) => void;
}

/** What has just been paid is left to its callbacks, which tell more. */
const GRACE_MS = 2 * MINUTE_MS;
/** Looked at again, for what Pull may list late. */
const OVERLAP_MS = 30 * MINUTE_MS;
/** Asked at a time: what is done is kept should a later hour fail. */
const SLICE_MS = 60 * MINUTE_MS;
const LEASE_MS = 10 * MINUTE_MS;

/** Compares what Pull knows with what is stored, and books what never arrived. */
export class GapFiller {
  constructor(private readonly deps: GapFillerDeps) {}

  /** One run over all accounts. An account that fails is told and leaves the others alone; its window comes again. */
  async run(signal?: AbortSignal): Promise<GapFillReport[]> {
    const reports: GapFillReport[] = [];
    for (const account of await this.deps.accounts()) {
      if (signal?.aborted) break;
      const tally = new GapFillTally(account.name);
      try {
        await this.#fill(account, tally, signal);
      } catch (error) {
        // Its turn comes again by itself.
        if (!(error instanceof DarajaThrottledError)) this.deps.onError(error);
      }
      if (tally.rows > 0) reports.push(tally.report());
    }
    return reports;
  }

  async #fill(account: GapFillAccount, tally: GapFillTally, signal?: AbortSignal): Promise<void> {
    const { store, clock } = this.deps;
    const { shortcode } = account;
    const now = clock.now();
    const owner = this.deps.newOwner();
    const cursor = await store.claim(shortcode, owner, { now, leaseUntil: now + LEASE_MS });
    if (cursor === null) return;
    try {
      const end = now - GRACE_MS;
      for (let from = this.#start(account, cursor, now); from < end && !signal?.aborted;) {
        const to = Math.min(from + SLICE_MS, end);
        await this.#fillWindow(account, { from, to }, tally);
        const filledUntil = Math.min(to, tally.undecidedSince ?? to);
        const leaseUntil = clock.now() + LEASE_MS;
        if (!(await store.advance(shortcode, owner, { filledUntil, leaseUntil }))) return;
        from = to;
      }
    } finally {
      await store.release(shortcode, owner);
    }
  }

  #start({ name, lookbackMs }: GapFillAccount, { filledUntil }: GapFillCursor, now: number): number {
    const earliest = now - PULL_REACH_MS + PULL_MARGIN_MS;
    if (filledUntil === null) return Math.max(earliest, now - lookbackMs);
    if (filledUntil < earliest) {
      const [from, to] = [filledUntil, earliest].map((at) => new Date(at).toISOString());
      this.deps.onWarning(
        `account ${name}: Pull reaches 48 hours back, so what was paid from ${from} to ${to} can no longer be compared; import the statement of that time`,
      );
    }
    return Math.max(earliest, filledUntil - OVERLAP_MS);
  }

  async #fillWindow(account: GapFillAccount, window: PullWindow, tally: GapFillTally): Promise<void> {
    for await (const page of pullPages(this.deps.client, account, window)) {
      const at = this.deps.clock.now();
      const read = page.transactions.map((row) => factFromPull(row, account, at));
      const facts = read.filter((fact) => 'type' in fact);
      const unread = page.unreadableRows + read.length - facts.length;
      if (unread > 0)
        this.deps.onWarning(`account ${account.name}: ${unread} rows of Pull could not be booked`);
      const findings = await this.deps.money.book(facts);
      tally.add(unread, facts, findings);
      for (const finding of findings) {
        if (finding.outcome !== 'differs') continue;
        const { paymentId, receipt, field, stored, told } = finding.difference;
        this.deps.onWarning(
          `payment ${paymentId}: ${field} is ${stored}, but Pull tells ${told} for ${receipt}`,
        );
      }
    }
  }
}
