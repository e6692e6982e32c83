import { InMemoryQueryLimitStore } from '../../libs/mpesa/src/testing/in-memory/in-memory-query-limit.store.js';
import type { ArrivedCallback } from '../../libs/mpesa/src/inbox/inbox-store.js';
import type { Delivery } from '../../libs/mpesa/src/outbox/outbox-store.js';
import { managerOf } from '../../libs/mpesa/src/storage/database/tx.js';
import { careless, instead, type Breakage } from './broken-store.js';

/** Stores as they are written when nobody tells of the race; each breaks one promise. */
export const brokenPayments = {
  'a unit of work that commits what it had written when it failed': careless,
  'a save that forgets a column': (storage) => ({
    ...storage,
    payments: instead(storage.payments, {
      save: (tx, payments) =>
        storage.payments.save(
          tx,
          payments.map((payment) => ({ ...payment, claim: null })),
        ),
    }),
  }),
  'a save that gives every row the values of the first': (storage) => ({
    ...storage,
    payments: instead(storage.payments, {
      save: (tx, payments) =>
        storage.payments.save(
          tx,
          payments.map((payment) => ({ ...payment, amountCents: payments[0]?.amountCents ?? 0 })),
        ),
    }),
  }),
  'an upsert that overwrites whoever has the receipt': (storage) => ({
    ...storage,
    payments: instead(storage.payments, {
      insert: async (tx, payments) => {
        for (const payment of payments) {
          const [owner] = await storage.payments.loadByReceipts(tx, payment.direction, [
            payment.receipt ?? '',
          ]);
          if (owner === undefined) await storage.payments.insert(tx, [payment]);
          else await storage.payments.save(tx, [{ ...payment, id: owner.id }]);
        }
      },
    }),
  }),
  'a lock that locks nothing, where rows are read first': (storage) => ({
    ...storage,
    payments: instead(storage.payments, {
      lock: async () => undefined,
      load: async (tx, ids) => {
        const loaded = await storage.payments.load(tx, ids);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return loaded;
      },
    }),
  }),
} as const satisfies Record<string, Breakage>;

export const brokenClaims = {
  'checks that believe a clock which was ahead': (storage) => ({
    ...storage,
    payments: instead(storage.payments, { recallChecks: async () => 0 }),
  }),
  'a dispatcher that waits for the lease of a clock which was ahead': (storage, database) => ({
    ...storage,
    payments: instead(storage.payments, {
      claimUnsent: async (owner, now, leaseUntil, limit) => {
        const held = await database.query('SELECT id FROM mpesa_payment WHERE send_until > ?', [now]);
        return held.length > 0 ? [] : storage.payments.claimUnsent(owner, now, leaseUntil, limit);
      },
    }),
  }),
  'a recall that takes long waits for wrong ones': (storage, database) => ({
    ...storage,
    payments: instead(storage.payments, {
      recallChecks: async (now) => {
        const later = (await database.query('SELECT id FROM mpesa_payment WHERE next_check_at > ?', [now]))
          .length;
        await database.query('UPDATE mpesa_payment SET next_check_at = ? WHERE next_check_at > ?', [
          now,
          now,
        ]);
        return later;
      },
    }),
  }),
  'a claim that selects and then updates': (storage) => ({
    ...storage,
    payments: instead(storage.payments, {
      claimDue: async (owner, now, leaseUntil, limit) => {
        const { items } = await storage.queries.find({}, { limit: 200, cursor: null });
        const due = items.filter(({ nextCheckAt }) => nextCheckAt !== null && nextCheckAt <= now);
        due.sort((a, b) => Number(a.nextCheckAt) - Number(b.nextCheckAt));
        await storage.payments.claimDue(owner, now, leaseUntil, limit);
        return due.slice(0, limit).map((payment) => ({ ...payment, nextCheckAt: leaseUntil }));
      },
    }),
  }),
  'a claim that does not look whose turn it is': (storage) => ({
    ...storage,
    payments: instead(storage.payments, {
      claimDue: (owner, now, leaseUntil, limit) => storage.payments.claimDue(owner, now, leaseUntil, limit),
    }),
  }),
  'a rescheduling that asks nobody whose claim it is': (storage, database) => ({
    ...storage,
    payments: instead(storage.payments, {
      reschedule: async (_owner, checks) => {
        for (const { id, nextCheckAt, checks: count } of checks) {
          const sql =
            'UPDATE mpesa_payment SET next_check_at = ?, checks = ?, check_owner = NULL WHERE id = ?';
          await database.query(sql, [nextCheckAt, count, id]);
        }
        return checks.map(({ id }) => id);
      },
    }),
  }),
} as const satisfies Record<string, Breakage>;

export const brokenInboxes = {
  'an inbox that counts as an attempt what nobody has looked at': (storage) => ({
    ...storage,
    inbox: instead(storage.inbox, {
      complete: (owner, outcomes) =>
        storage.inbox.complete(
          owner,
          outcomes.map((outcome) => ({ ...outcome, uncounted: false })),
        ),
    }),
  }),
  'an inbox that believes a clock which was ahead': (storage) => ({
    ...storage,
    inbox: instead(storage.inbox, { recall: async () => 0 }),
  }),
  'an inbox that completes without asking whose claim it is': (storage, database) => ({
    ...storage,
    inbox: instead(storage.inbox, {
      complete: async (_owner, outcomes) => {
        for (const { id, status, reason, nextAt } of outcomes) {
          const sql =
            'UPDATE mpesa_callback SET status = ?, reason = ?, next_at = ?, attempts = attempts + 1 WHERE id = ?';
          await database.query(sql, [status, reason, status === 'waiting' ? nextAt : null, id]);
        }
        return outcomes.map(({ id }) => id);
      },
    }),
  }),
  'an inbox that loses the copies within a batch': (storage) => ({
    ...storage,
    inbox: instead(storage.inbox, { store: (batch) => storage.inbox.store(distinct(batch)) }),
  }),
  'an inbox that wakes a callback when its bytes come again': (storage, database) => ({
    ...storage,
    inbox: instead(storage.inbox, {
      store: async (batch) => {
        const answer = await storage.inbox.store(batch);
        for (const { id, receivedAt, status } of batch) {
          if (status !== 'new') continue;
          const sql = "UPDATE mpesa_callback SET status = 'new', next_at = ? WHERE id = ?";
          await database.query(sql, [receivedAt, id]);
        }
        return answer;
      },
    }),
  }),
  'an inbox whose whole batch falls with one bad row': (storage) => ({
    ...storage,
    inbox: instead(storage.inbox, {
      store: (batch) =>
        batch.some(({ kind }) => kind === null)
          ? Promise.resolve(new Map(batch.map(({ id }) => [id, new Error('refused')])))
          : storage.inbox.store(batch),
    }),
  }),
} as const satisfies Record<string, Breakage>;

export const brokenOutboxes = {
  'an outbox that fans out to nobody': (storage) => ({
    ...storage,
    outbox: instead(storage.outbox, {
      append: async (tx, events) => {
        await storage.outbox.append(tx, events);
        await managerOf(tx).query('DELETE FROM mpesa_delivery');
      },
    }),
  }),
  'an outbox that fans out to its own handlers only': (storage) => {
    const own = new Set<string>();
    return {
      ...storage,
      outbox: instead(storage.outbox, {
        subscribe: (subscriptions, now) => {
          for (const { handler } of subscriptions) own.add(handler);
          return storage.outbox.subscribe(subscriptions, now);
        },
        append: async (tx, events) => {
          await storage.outbox.append(tx, events);
          const marks = Array.from(own, () => '?').join(', ');
          await managerOf(tx).query(`DELETE FROM mpesa_delivery WHERE handler NOT IN (${marks || "''"})`, [
            ...own,
          ]);
        },
      }),
    };
  },
  'an outbox that is blind to the order of events': (storage, database) => ({
    ...storage,
    outbox: instead(storage.outbox, {
      claim: async (owner, { handlers, now, leaseUntil, limit }) => {
        const marks = handlers.map(() => '?').join(', ');
        const rows = (await database.query(
          `SELECT d.*, e.name, e.payload FROM mpesa_delivery d JOIN mpesa_event e ON e.id = d.event_id WHERE handler IN (${marks || "''"}) AND next_at <= ? LIMIT ?`,
          [...handlers, now, limit],
        )) as Array<Record<string, string>>;
        const claimed: Delivery[] = [];
        for (const row of rows) {
          const sql = 'UPDATE mpesa_delivery SET owner = ?, next_at = ? WHERE event_id = ? AND handler = ?';
          await database.query(sql, [owner, leaseUntil, row.event_id, row.handler]);
          claimed.push({
            eventId: row.event_id ?? '',
            handler: row.handler ?? '',
            subjectId: row.payment_id ?? null,
            seq: Number(row.seq),
            event: row.name as Delivery['event'],
            payload: JSON.parse(row.payload ?? '') as unknown,
            attempts: Number(row.attempts),
          });
        }
        return claimed;
      },
    }),
  }),
  'an outbox that marks without asking whose claim it is': (storage, database) => ({
    ...storage,
    outbox: instead(storage.outbox, {
      done: async (owner, delivery, now, tx) => {
        if (tx !== undefined) return storage.outbox.done(owner, delivery, now, tx);
        const sql =
          "UPDATE mpesa_delivery SET status = 'done', next_at = NULL, finished_at = ? WHERE event_id = ? AND handler = ?";
        await database.query(sql, [now, delivery.eventId, delivery.handler]);
        return true;
      },
    }),
  }),
  'an outbox where one handler crowds out another': (storage) => ({
    ...storage,
    outbox: instead(storage.outbox, {
      claim: async (owner, request) => {
        const claimed = await storage.outbox.claim(owner, request);
        return claimed.slice(0, request.limit);
      },
    }),
  }),
  'an outbox that gives back more than was named': (storage) => ({
    ...storage,
    outbox: instead(storage.outbox, { release: (owner) => storage.outbox.release(owner) }),
  }),
  'an outbox that recalls whatever is not due yet': (storage) => ({
    ...storage,
    outbox: instead(storage.outbox, {
      recall: (handlers, { now }) => storage.outbox.recall(handlers, { now, claimedMs: 0, plannedMs: [0] }),
    }),
  }),
  'an outbox where the dead hold up the living': (storage) => ({
    ...storage,
    outbox: instead(storage.outbox, {
      deadLetter: (owner, delivery, { now, error }) =>
        storage.outbox.retry(owner, delivery, { nextAt: now + 1e12, error }),
    }),
  }),
} as const satisfies Record<string, Breakage>;

export const brokenTokens = {
  'a token store that takes an older token': (storage, database) => ({
    ...storage,
    tokens: instead(storage.tokens, {
      save: async (key, owner, token) => {
        const held = 'SELECT 1 FROM mpesa_access_token WHERE app = ? AND owner = ?';
        if ((await database.query(held, [key, owner])).length === 0) return false;
        const sql =
          'UPDATE mpesa_access_token SET sealed_token = ?, expires_at = ?, generation = ? WHERE app = ?';
        await database.query(sql, [token.sealedToken, token.expiresAt, token.generation, key]);
        return true;
      },
    }),
  }),
  'a token store that leases to everybody': (storage) => ({
    ...storage,
    tokens: instead(storage.tokens, {
      tryLease: (key, owner, _now, until) =>
        storage.tokens.tryLease(key, owner, Number.MAX_SAFE_INTEGER, until),
    }),
  }),
} as const satisfies Record<string, Breakage>;

export const brokenLimits = {
  'a limiter that each instance has for itself': (storage) => ({
    ...storage,
    limits: new InMemoryQueryLimitStore(),
  }),
} as const satisfies Record<string, Breakage>;

export const brokenRetention = {
  'a retention that comes by again and again': (storage, database) => ({
    ...storage,
    retention: instead(storage.retention, {
      erase: async (before, limit) => {
        await database.query('UPDATE mpesa_payment SET erased_at = NULL');
        return storage.retention.erase(before, limit);
      },
    }),
  }),
  'a retention that empties callbacks which still wait': (storage, database) => ({
    ...storage,
    retention: instead(storage.retention, {
      erase: async (before, limit) => {
        await database.query("UPDATE mpesa_callback SET body = NULL WHERE status = 'waiting'");
        return storage.retention.erase(before, limit);
      },
    }),
  }),
} as const satisfies Record<string, Breakage>;

function distinct(batch: readonly ArrivedCallback[]): ArrivedCallback[] {
  return [...new Map(batch.map((callback) => [callback.id, callback])).values()];
}
