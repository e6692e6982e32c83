import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { StoredCallback } from '../../inbox/inbox-store.js';
import type { Inquiry } from '../../inquiries/inquiry.js';
import type { DeadLetter, DeliveryStatus } from '../../outbox/outbox-store.js';
import type { Payment } from '../../payments/payment.js';
import type { NewEvent } from '../../payments/payment-events.js';
import type { Tx, UnitOfWork } from '../../payments/payment-ports.js';
import type { PromptLock } from '../../payments/prompt-lock.js';

export interface CallbackRow {
  readonly callback: StoredCallback;
  readonly owner: string | null;
  readonly due: boolean;
}

export interface DeliveryRow {
  readonly delivery: DeadLetter;
  readonly status: DeliveryStatus;
  readonly owner: string | null;
  readonly nextAt: number;
}

export interface SendClaim {
  readonly owner: string;
  /** Epoch ms; null: without end. */
  readonly until: number | null;
}

/** Rows are never changed in place, so that a copy of the maps is a copy of the database. */
export interface Tables {
  readonly payments: Map<string, Payment>;
  /** Payment id to the owner of its check. */
  readonly checkOwners: Map<string, string>;
  /** Payment id to the time at which its check was claimed. */
  readonly checksSetAt: Map<string, number>;
  /** Payment id to who may send it. */
  readonly sendClaims: Map<string, SendClaim>;
  readonly promptLocks: Map<string, PromptLock>;
  readonly inquiries: Map<string, Inquiry>;
  readonly callbacks: Map<string, CallbackRow>;
  /** By payment and version. */
  readonly events: Map<string, NewEvent>;
  /** `handler event`. */
  readonly subscriptions: Set<string>;
  readonly deliveries: Map<string, DeliveryRow>;
}

/** A database in this process: transactions run one after the other, and nobody sees one before it is committed. */
export class InMemoryDatabase implements UnitOfWork {
  #committed: Tables = {
    payments: new Map(),
    checkOwners: new Map(),
    checksSetAt: new Map(),
    sendClaims: new Map(),
    promptLocks: new Map(),
    inquiries: new Map(),
    callbacks: new Map(),
    events: new Map(),
    subscriptions: new Set(),
    deliveries: new Map(),
  };
  #turn: Promise<unknown> = Promise.resolve();

  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const mine = this.#turn.then(async () => {
      const working = copyOf(this.#committed);
      const result = await work(working as unknown as Tx);
      this.#committed = working;
      return result;
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  join(manager: unknown): never {
    throw new InvalidRequestError(
      'manager',
      typeof manager,
      'must be left out: nothing is shared with a host',
    );
  }

  async inside<T>(manager: unknown, work: () => Promise<T>): Promise<T> {
    if (manager !== undefined) this.join(manager);
    return work();
  }

  /** What is committed now. */
  get tables(): Tables {
    return this.#committed;
  }

  /** One statement of its own. */
  write<T>(change: (tables: Tables) => T): Promise<T> {
    return this.run(async (tx) => change(tablesOf(tx)));
  }
}

export function tablesOf(tx: Tx): Tables {
  return tx as unknown as Tables;
}

function copyOf(tables: Tables): Tables {
  return {
    payments: new Map(tables.payments),
    checkOwners: new Map(tables.checkOwners),
    checksSetAt: new Map(tables.checksSetAt),
    sendClaims: new Map(tables.sendClaims),
    promptLocks: new Map(tables.promptLocks),
    inquiries: new Map(tables.inquiries),
    callbacks: new Map(tables.callbacks),
    events: new Map(tables.events),
    subscriptions: new Set(tables.subscriptions),
    deliveries: new Map(tables.deliveries),
  };
}
