import { CLOCK_SKEW_MS } from 'typeorm-durable';
import type { Payment, PaymentDirection } from '../../payments/payment.js';
import type {
  Departure,
  MoneyQuery,
  PaymentNames,
  PaymentStore,
  PushCandidateQuery,
  ScheduledCheck,
  Tx,
} from '../../payments/payment-ports.js';
import { StorageConflict } from '../../payments/storage-conflict.js';
import { tablesOf, type InMemoryDatabase, type Tables } from './in-memory-database.js';

export class InMemoryPaymentStore implements PaymentStore {
  constructor(private readonly database: InMemoryDatabase) {}

  /** Transactions run one after the other: everything is locked already. */
  async lock(): Promise<void> {}

  async lockFree(): Promise<void> {}

  async load(tx: Tx, ids: readonly string[]): Promise<Payment[]> {
    const { payments } = tablesOf(tx);
    return ids.flatMap((id) => payments.get(id) ?? []);
  }

  async loadByReceipts(tx: Tx, direction: PaymentDirection, receipts: readonly string[]): Promise<Payment[]> {
    return withReceipts(tablesOf(tx), direction, receipts);
  }

  async insert(tx: Tx, payments: readonly Payment[]): Promise<void> {
    const tables = tablesOf(tx);
    for (const payment of payments) {
      if (tables.payments.has(payment.id)) throw new StorageConflict('duplicate');
      put(tables, payment);
    }
  }

  async save(tx: Tx, payments: readonly Payment[]): Promise<void> {
    const tables = tablesOf(tx);
    for (const payment of payments) {
      const before = tables.payments.get(payment.id);
      if (before === undefined) continue;
      if (before.sendingAt !== null && payment.status === 'failed' && payment.failure === 'not-sent') {
        throw new StorageConflict('contention');
      }
      if (before.nextCheckAt !== payment.nextCheckAt) tables.checkOwners.delete(payment.id);
      tables.checksSetAt.delete(payment.id);
      put(tables, payment);
    }
  }

  async idsByReceipts(direction: PaymentDirection, receipts: readonly string[]): Promise<string[]> {
    return withReceipts(this.database.tables, direction, receipts).map(({ id }) => id);
  }

  async pushCandidates(queries: readonly PushCandidateQuery[], tx?: Tx): Promise<string[][]> {
    const { payments: stored } = tx === undefined ? this.database.tables : tablesOf(tx);
    const payments = [...stored.values()];
    return queries.map((query) =>
      payments
        .filter((payment) => isCandidate(payment, query))
        .map(({ id }) => id)
        .sort(),
    );
  }

  async moneyNear(tx: Tx, query: MoneyQuery): Promise<Payment[]> {
    return [...tablesOf(tx).payments.values()].filter((payment) => isMoneyNear(payment, query));
  }

  async openReversalCents(tx: Tx, originalPaymentId: string): Promise<number> {
    const final = ['succeeded', 'failed', 'reversed'];
    return [...tablesOf(tx).payments.values()]
      .filter((one) => one.originalPaymentId === originalPaymentId && !final.includes(one.status))
      .reduce((sum, { amountCents }) => sum + amountCents, 0);
  }

  async findByIdempotencyKey(account: string, key: string): Promise<Payment | null> {
    const payments = [...this.database.tables.payments.values()];
    return payments.find((one) => one.account === account && one.idempotencyKey === key) ?? null;
  }

  async namesakes(tx: Tx, names: PaymentNames): Promise<Payment[]> {
    return [...tablesOf(tx).payments.values()].filter((one) => one.id !== names.id && sharesName(one, names));
  }

  async claimSending(tx: Tx, id: string, owner: string | null): Promise<void> {
    const { payments, sendClaims } = tablesOf(tx);
    if (!isUnsent(payments.get(id))) return;
    if (owner === null) sendClaims.delete(id);
    else sendClaims.set(id, { owner, until: null });
  }

  claimUnsent(owner: string, now: number, leaseUntil: number, limit: number): Promise<Payment[]> {
    return this.database.write(({ payments, sendClaims }) => {
      const isFree = ({ id }: Payment): boolean => {
        const claim = sendClaims.get(id);
        if (claim === undefined) return true;
        return claim.until !== null && (claim.until <= now || claim.until > 2 * leaseUntil - now);
      };
      const free = [...payments.values()].filter((payment) => isUnsent(payment) && isFree(payment));
      const claimed = free.slice(0, limit);
      for (const { id } of claimed) sendClaims.set(id, { owner, until: leaseUntil });
      return claimed;
    });
  }

  depart({ id, owner, at, nextCheckAt }: Departure): Promise<boolean> {
    return this.database.write(({ payments, sendClaims, checkOwners }) => {
      const payment = payments.get(id);
      if (!isUnsent(payment) || sendClaims.get(id)?.owner !== owner) return false;
      payments.set(id, { ...payment, sendingAt: at, nextCheckAt });
      checkOwners.delete(id);
      return true;
    });
  }

  takeBack(id: string, owner: string): Promise<void> {
    return this.database.write(({ payments, sendClaims }) => {
      const payment = payments.get(id);
      if (payment?.status !== 'created' || sendClaims.get(id)?.owner !== owner) return;
      payments.set(id, { ...payment, sendingAt: null });
    });
  }

  claimDue(
    ...[owner, now, leaseUntil, limit, turn]: Parameters<PaymentStore['claimDue']>
  ): Promise<Payment[]> {
    const those = ({ awaiting }: Payment) =>
      turn === undefined || (turn === 'confirmations') === (awaiting !== null);
    return this.database.write(({ payments, checkOwners, checksSetAt }) =>
      [...payments.values()]
        .filter(those)
        .filter(({ nextCheckAt }) => nextCheckAt !== null && nextCheckAt <= now)
        .sort((a, b) => Number(a.nextCheckAt) - Number(b.nextCheckAt))
        .slice(0, limit)
        .map((payment) => {
          const claimed = { ...payment, nextCheckAt: leaseUntil };
          payments.set(payment.id, claimed);
          checkOwners.set(payment.id, owner);
          checksSetAt.set(payment.id, now);
          return claimed;
        }),
    );
  }

  reschedule(owner: string, checks: readonly ScheduledCheck[]): Promise<string[]> {
    return this.database.write(({ payments, checkOwners }) => {
      const held = checks.filter(({ id }) => checkOwners.get(id) === owner);
      for (const { id, nextCheckAt, checks: count } of held) {
        const payment = payments.get(id);
        if (payment !== undefined) payments.set(id, { ...payment, nextCheckAt, checks: count });
        checkOwners.delete(id);
      }
      return held.map(({ id }) => id);
    });
  }

  recallChecks(now: number): Promise<number> {
    return this.database.write(({ payments, checkOwners, checksSetAt }) => {
      const wrong = [...payments.values()].filter(
        ({ id, nextCheckAt, updatedAt }) =>
          (nextCheckAt ?? 0) > now && (checksSetAt.get(id) ?? updatedAt) > now + CLOCK_SKEW_MS,
      );
      for (const payment of wrong) {
        payments.set(payment.id, { ...payment, nextCheckAt: now });
        checksSetAt.set(payment.id, now);
        checkOwners.delete(payment.id);
      }
      return wrong.length;
    });
  }

  releaseChecks(owner: string, now: number): Promise<void> {
    return this.database.write(({ payments, checkOwners }) => {
      for (const [id, holder] of checkOwners) {
        const payment = payments.get(id);
        if (holder !== owner || payment === undefined) continue;
        payments.set(id, { ...payment, nextCheckAt: now });
        checkOwners.delete(id);
      }
    });
  }
}

function isUnsent(payment: Payment | undefined): payment is Payment {
  return payment?.status === 'created' && payment.sendingAt === null;
}

/** What no two payments share. */
function uniqueValues(payment: Payment): string[] {
  const keys = {
    key: payment.idempotencyKey && `${payment.account} ${payment.idempotencyKey}`,
    receipt: payment.receipt && `${payment.direction} ${payment.receipt}`,
    checkout: payment.checkoutRequestId,
    merchant: payment.merchantRequestId,
    conversation: payment.conversationId,
    originator: payment.originatorConversationId,
  };
  return Object.entries(keys).flatMap(([name, value]) => (value === null ? [] : `${name} ${value}`));
}

function put({ payments }: Tables, payment: Payment): void {
  const mine = new Set(uniqueValues(payment));
  for (const other of payments.values()) {
    const taken = other.id !== payment.id && uniqueValues(other).some((value) => mine.has(value));
    if (taken) throw new StorageConflict('duplicate');
  }
  payments.set(payment.id, payment);
}

function withReceipts(tables: Tables, direction: PaymentDirection, receipts: readonly string[]): Payment[] {
  return [...tables.payments.values()].filter(
    (payment) =>
      payment.direction === direction && payment.receipt !== null && receipts.includes(payment.receipt),
  );
}

function isCandidate(payment: Payment, query: PushCandidateQuery): boolean {
  const { status, reviewReason, sendingAt } = payment;
  const awaitsMoney =
    ['created', 'pending', 'unknown', 'succeeded'].includes(status) ||
    (status === 'review' && reviewReason === 'horizon');
  return (
    awaitsMoney &&
    payment.kind === 'stk-push' &&
    payment.receipt === null &&
    payment.amountCents === query.amountCents &&
    [payment.shortcode, payment.till].some((code) => code !== null && query.shortcodes.includes(code)) &&
    (query.reference === null || payment.reference === query.reference) &&
    sendingAt !== null &&
    sendingAt >= query.sentFrom &&
    sendingAt <= query.sentTo
  );
}

function isMoneyNear(payment: Payment, { amountsCents, from, to, toldTo, statuses }: MoneyQuery): boolean {
  const { completedAt, createdAt } = payment;
  const [when, until] = completedAt === null ? [createdAt, toldTo] : [completedAt, to];
  return (
    payment.kind === 'c2b' &&
    payment.receipt !== null &&
    payment.supersededBy === null &&
    payment.reversedCents === 0 &&
    amountsCents.includes(payment.amountCents) &&
    statuses.includes(payment.status) &&
    when >= from &&
    when <= until
  );
}

function sharesName(
  one: Payment,
  { account, idempotencyKey, originatorConversationId }: PaymentNames,
): boolean {
  return (
    (idempotencyKey !== null && one.account === account && one.idempotencyKey === idempotencyKey) ||
    (originatorConversationId !== null && one.originatorConversationId === originatorConversationId)
  );
}
