import { StorageUnavailableError } from '../../errors/storage-unavailable.error.js';
import type { CallbackKind } from '../../inbox/callback-kinds.js';
import type {
  ArrivedCallback,
  CallbackOutcome,
  CallbackStatus,
  InboxStore,
  StoredCallback,
} from '../../inbox/inbox-store.js';
import type { Page } from '../../payments/payment-ports.js';
import type { CallbackRow, InMemoryDatabase, Tables } from './in-memory-database.js';
import { newestFirst } from './newest-first.js';

export class InMemoryInboxStore implements InboxStore {
  constructor(private readonly database: InMemoryDatabase) {}

  async store(batch: readonly ArrivedCallback[]): Promise<ReadonlyMap<string, Error>> {
    const failures = new Map(
      batch
        .filter(({ kind }) => kind === null)
        .map(({ id }): [string, Error] => [id, new Error('a callback has a kind')]),
    );
    const good = batch.filter(({ id }) => !failures.has(id));
    if (batch.length > 0 && good.length === 0) throw new StorageUnavailableError('store a callback');
    await this.database.write((tables) => good.forEach((callback) => upsert(tables, callback)));
    return failures;
  }

  claim(owner: string, now: number, leaseUntil: number, limit: number): Promise<StoredCallback[]> {
    return this.database.write(({ callbacks }) =>
      [...callbacks.values()]
        .filter((row) => row.due && row.callback.nextAt <= now)
        .sort((a, b) => a.callback.nextAt - b.callback.nextAt)
        .slice(0, limit)
        .map((row) => change(callbacks, row, { owner }, { nextAt: leaseUntil })),
    );
  }

  complete(owner: string, outcomes: readonly CallbackOutcome[]): Promise<string[]> {
    return this.database.write(({ callbacks }) =>
      outcomes.flatMap(({ id, status, reason, nextAt, uncounted }) => {
        const row = callbacks.get(id);
        if (row === undefined || row.owner !== owner) return [];
        const attempts = row.callback.attempts + (uncounted === true ? 0 : 1);
        change(
          callbacks,
          row,
          { owner: null, due: status === 'waiting' },
          { status, reason, nextAt, attempts },
        );
        return [id];
      }),
    );
  }

  release(owner: string): Promise<void> {
    return this.database.write(({ callbacks }) => {
      for (const row of [...callbacks.values()].filter((one) => one.owner === owner)) {
        change(callbacks, row, { owner: null }, { nextAt: row.callback.receivedAt });
      }
    });
  }

  recall(now: number, longest: { readonly unread: number; readonly waiting: number }): Promise<number> {
    return this.database.write(({ callbacks }) => {
      const tooLong = [...callbacks.values()].filter(({ due, callback: { status, nextAt } }) => {
        return due && nextAt > now + (status === 'new' ? longest.unread : longest.waiting);
      });
      for (const row of tooLong) change(callbacks, row, { owner: null }, { nextAt: now });
      return tooLong.length;
    });
  }

  rematch(now: number): Promise<number> {
    return this.database.write(({ callbacks, payments }) => {
      const found = [...callbacks.values()].filter(
        ({ callback: { status, paymentId } }) =>
          status === 'unmatched' && paymentId !== null && payments.has(paymentId),
      );
      for (const row of found) change(callbacks, row, { due: true }, { status: 'new', nextAt: now });
      return found.length;
    });
  }

  async list(
    status: CallbackStatus,
    page: { limit: number; cursor: string | null },
  ): Promise<Page<StoredCallback>> {
    const all = [...this.database.tables.callbacks.values()].map(({ callback }) => callback);
    const found = all.filter((callback) => callback.status === status);
    return newestFirst(found, page, ({ id, receivedAt }) => ({ at: receivedAt, id }));
  }

  releaseQuarantined(id: string, now: number): Promise<boolean> {
    return this.database.write(({ callbacks }) => {
      const row = callbacks.get(id);
      if (row?.callback.status !== 'quarantined') return false;
      change(callbacks, row, { due: true }, { status: 'new', nextAt: now });
      return true;
    });
  }

  async lastSeen(kind: CallbackKind, shortcode: string): Promise<number | null> {
    const times = [...this.database.tables.callbacks.values()]
      .filter(({ callback }) => callback.kind === kind && callback.shortcode === shortcode)
      .map(({ callback }) => callback.receivedAt);
    return times.length === 0 ? null : Math.max(...times);
  }
}

function upsert({ callbacks }: Tables, arrived: ArrivedCallback): void {
  const row = callbacks.get(arrived.id);
  if (row !== undefined) {
    change(callbacks, row, {}, { copies: row.callback.copies + 1 });
    return;
  }
  const callback = { ...arrived, copies: 1, attempts: 0, nextAt: arrived.receivedAt };
  callbacks.set(arrived.id, { callback, owner: null, due: arrived.status === 'new' });
}

function change(
  callbacks: Map<string, CallbackRow>,
  row: CallbackRow,
  state: Partial<Pick<CallbackRow, 'owner' | 'due'>>,
  values: Partial<StoredCallback>,
): StoredCallback {
  const callback = { ...row.callback, ...values };
  callbacks.set(callback.id, { ...row, ...state, callback });
  return callback;
}
