import type { EventHub } from '../events/event-hub.js';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { Account } from './account.js';
import type { MovementKind } from './movement-kind.js';

/** One movement of money: it leaves `debit` and reaches `credit`. Amounts are cents. */
export interface LedgerEntry {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: MovementKind;
  /** The M-Pesa receipt; null for opening balances, adjustments and charges. */
  readonly receipt: string | null;
  readonly debit: Account;
  readonly credit: Account;
  readonly cents: number;
  /** The account paid for, empty at tills; of a reversal the receipt it reversed. */
  readonly reference: string;
}

/** The ledger as a whole. `totals.net` is the sum of all balances, the mint included: always 0. */
export interface LedgerView {
  readonly entries: readonly LedgerEntry[];
  readonly balances: Readonly<Record<string, number>>;
  readonly totals: {
    readonly net: number;
    readonly phones: number;
    readonly shortcodes: number;
    readonly mint: number;
    /** What Safaricom earned. */
    readonly safaricom: number;
  };
}

/** Double entry in cents: money is never made or lost, only moved. */
export class Ledger {
  private entries: LedgerEntry[] = [];
  private balances = new Map<Account, number>();

  constructor(
    private readonly clock: VirtualClock,
    private readonly events: EventHub,
  ) {}

  /** Opens an account with what it holds from the start. */
  open(account: Account, cents: number): void {
    this.balances.set(account, this.balanceOf(account));
    if (cents > 0)
      this.move({ kind: 'opening', receipt: null, debit: 'mint', credit: account, cents, reference: '' });
  }

  /** Sets a balance by hand; the difference comes from, or returns to, the mint. */
  adjust(account: Account, cents: number): void {
    const difference = cents - this.balanceOf(account);
    if (difference === 0) return;
    const [debit, credit]: [Account, Account] = difference > 0 ? ['mint', account] : [account, 'mint'];
    this.move({
      kind: 'adjustment',
      receipt: null,
      debit,
      credit,
      cents: Math.abs(difference),
      reference: '',
    });
  }

  move(movement: Omit<LedgerEntry, 'id' | 'at'>): LedgerEntry {
    const entry: LedgerEntry = { id: this.entries.length + 1, at: this.clock.now(), ...movement };
    this.entries.push(entry);
    this.balances.set(entry.debit, this.balanceOf(entry.debit) - entry.cents);
    this.balances.set(entry.credit, this.balanceOf(entry.credit) + entry.cents);
    this.events.tell('money', entry);
    return entry;
  }

  /** The movements a receipt or anything else picks, oldest first. */
  filter(fits: (entry: LedgerEntry) => boolean): LedgerEntry[] {
    return this.entries.filter(fits);
  }

  findReceipt(receipt: string): LedgerEntry | undefined {
    return this.entries.find((entry) => entry.receipt === receipt);
  }

  balanceOf(account: Account): number {
    return this.balances.get(account) ?? 0;
  }

  /** What an account paid to shortcodes at times that `counts` admits, in cents. */
  paidWhen(account: Account, counts: (at: number) => boolean): number {
    const payments = this.entries.filter(
      (entry) => entry.debit === account && entry.receipt !== null && counts(entry.at),
    );
    return payments.reduce((sum, entry) => sum + entry.cents, 0);
  }

  view(): LedgerView {
    const sum = (prefix: string): number =>
      [...this.balances].reduce(
        (total, [account, cents]) => total + (account.startsWith(prefix) ? cents : 0),
        0,
      );
    return {
      entries: [...this.entries],
      balances: Object.fromEntries(this.balances),
      totals: {
        net: sum(''),
        phones: sum('phone:'),
        shortcodes: sum('shortcode:'),
        mint: sum('mint'),
        safaricom: sum('safaricom'),
      },
    };
  }

  clear(): void {
    this.entries = [];
    this.balances.clear();
  }
}
