import type {
  DeadLetter,
  Delivery,
  DeliveryRef,
  LongestWaits,
  OutboxStore,
  Subscription,
} from '../../outbox/outbox-store.js';
import type { NewEvent } from '../../payments/payment-events.js';
import type { Page, Tx } from '../../payments/payment-ports.js';
import { StorageConflict } from '../../payments/storage-conflict.js';
import { tablesOf, type DeliveryRow, type InMemoryDatabase, type Tables } from './in-memory-database.js';
import { newestFirst } from './newest-first.js';

export class InMemoryOutboxStore implements OutboxStore {
  constructor(
    private readonly database: InMemoryDatabase,
    private readonly newId: () => string,
  ) {}

  async append(tx: Tx, events: readonly NewEvent[]): Promise<void> {
    const tables = tablesOf(tx);
    for (const event of events) {
      const key = `${event.subjectId} ${event.seq}`;
      if (tables.events.has(key)) throw new StorageConflict('duplicate');
      tables.events.set(key, event);
      fanOut(tables, event, this.newId());
    }
  }

  subscribe(subscriptions: readonly Subscription[]): Promise<void> {
    return this.database.write((tables) => {
      for (const { handler, event } of subscriptions) tables.subscriptions.add(`${handler} ${event}`);
    });
  }

  unsubscribe(handler: string): Promise<number> {
    return this.database.write(({ subscriptions, deliveries }) => {
      for (const one of subscriptions) if (one.startsWith(`${handler} `)) subscriptions.delete(one);
      const due = [...deliveries].filter(
        ([, row]) => row.delivery.handler === handler && row.status === 'due',
      );
      for (const [key] of due) deliveries.delete(key);
      return due.length;
    });
  }

  claim(
    owner: string,
    request: { handlers: readonly string[]; now: number; leaseUntil: number; limit: number },
  ): Promise<Delivery[]> {
    return this.database.write(({ deliveries }) => {
      const due = [...deliveries.values()].filter(({ status }) => status === 'due');
      const free = due.filter(
        (row) =>
          request.handlers.includes(row.delivery.handler) &&
          row.nextAt <= request.now &&
          !due.some((other) => goesBefore(other.delivery, row.delivery)),
      );
      const taken = request.handlers.flatMap((handler) =>
        free.filter(({ delivery }) => delivery.handler === handler).slice(0, request.limit),
      );
      return taken.map((row) => {
        deliveries.set(keyOf(row.delivery), { ...row, owner, nextAt: request.leaseUntil });
        const { lastError: _, diedAt: __, ...delivery } = row.delivery;
        return delivery;
      });
    });
  }

  renew(owner: string, delivery: DeliveryRef, leaseUntil: number): Promise<boolean> {
    return this.#held(owner, delivery, (row) => ({ ...row, nextAt: leaseUntil }));
  }

  done(owner: string, delivery: DeliveryRef, _now: number, tx?: Tx): Promise<boolean> {
    const finish = (row: DeliveryRow): DeliveryRow => ({ ...row, status: 'done', owner: null });
    return tx === undefined
      ? this.#held(owner, delivery, finish)
      : Promise.resolve(changeHeld(tablesOf(tx), { owner, delivery }, finish));
  }

  retry(owner: string, delivery: DeliveryRef, plan: { nextAt: number; error: string }): Promise<boolean> {
    return this.#held(owner, delivery, (row) => ({
      ...row,
      owner: null,
      nextAt: plan.nextAt,
      delivery: { ...row.delivery, attempts: row.delivery.attempts + 1, lastError: plan.error },
    }));
  }

  deadLetter(owner: string, delivery: DeliveryRef, plan: { now: number; error: string }): Promise<boolean> {
    return this.#held(owner, delivery, (row) => ({
      ...row,
      status: 'dead',
      owner: null,
      delivery: {
        ...row.delivery,
        attempts: row.delivery.attempts + 1,
        lastError: plan.error,
        diedAt: plan.now,
      },
    }));
  }

  release(owner: string, only?: readonly DeliveryRef[]): Promise<void> {
    const named = only && new Set(only.map(keyOf));
    return this.database.write(({ deliveries }) => {
      for (const [key, row] of deliveries) {
        const meant = named === undefined || named.has(key);
        if (meant && row.owner === owner) deliveries.set(key, { ...row, owner: null, nextAt: 0 });
      }
    });
  }

  recall(handlers: readonly string[], { now, claimedMs, plannedMs }: LongestWaits): Promise<number> {
    return this.database.write(({ deliveries }) => {
      const waiting = [...deliveries].filter(([, row]) => {
        const planned = plannedMs[row.delivery.attempts] ?? plannedMs.at(-1) ?? 0;
        const longest = row.owner === null ? planned : claimedMs;
        return row.status === 'due' && handlers.includes(row.delivery.handler) && row.nextAt > now + longest;
      });
      for (const [key, row] of waiting) deliveries.set(key, { ...row, owner: null, nextAt: now });
      return waiting.length;
    });
  }

  async deadLetters(page: { limit: number; cursor: string | null }): Promise<Page<DeadLetter>> {
    const dead = [...this.database.tables.deliveries.values()].filter(({ status }) => status === 'dead');
    return newestFirst(
      dead.map(({ delivery }) => delivery),
      page,
      (letter) => ({ at: letter.diedAt, id: keyOf(letter) }),
    );
  }

  replay(delivery: DeliveryRef, now: number): Promise<boolean> {
    return this.database.write(({ deliveries }) => {
      const row = deliveries.get(keyOf(delivery));
      if (row?.status !== 'dead') return false;
      const again = { ...row.delivery, attempts: 0 };
      deliveries.set(keyOf(delivery), { delivery: again, status: 'due', owner: null, nextAt: now });
      return true;
    });
  }

  #held(owner: string, delivery: DeliveryRef, next: (row: DeliveryRow) => DeliveryRow): Promise<boolean> {
    return this.database.write((tables) => changeHeld(tables, { owner, delivery }, next));
  }
}

function keyOf({ eventId, handler }: DeliveryRef): string {
  return `${eventId} ${handler}`;
}

function fanOut({ subscriptions, deliveries }: Tables, event: NewEvent, eventId: string): void {
  for (const subscription of subscriptions) {
    const [handler = '', name] = subscription.split(' ');
    const { subjectId, seq, payload } = event;
    if (name !== payload.type) continue;
    const unfailed = { attempts: 0, lastError: null, diedAt: 0 };
    const delivery = { eventId, handler, subjectId, seq, event: payload.type, payload, ...unfailed };
    deliveries.set(keyOf(delivery), { delivery, status: 'due', owner: null, nextAt: 0 });
  }
}

function goesBefore(other: Delivery, delivery: Delivery): boolean {
  return (
    other.subjectId === delivery.subjectId && other.handler === delivery.handler && other.seq < delivery.seq
  );
}

function changeHeld(
  { deliveries }: Tables,
  { owner, delivery }: { owner: string; delivery: DeliveryRef },
  next: (row: DeliveryRow) => DeliveryRow,
): boolean {
  const row = deliveries.get(keyOf(delivery));
  if (row === undefined || row.owner !== owner || row.status !== 'due') return false;
  deliveries.set(keyOf(delivery), next(row));
  return true;
}
