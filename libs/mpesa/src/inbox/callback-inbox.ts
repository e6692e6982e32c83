import { StorageUnavailableError } from '../errors/storage-unavailable.error.js';
import { plainDigest } from '../values/keyed-digests.js';
import { within } from '../values/within.js';
import type { CallbackKind } from './callback-kinds.js';
import type { ArrivedCallback, InboxStore } from './inbox-store.js';

interface Waiting {
  readonly callback: ArrivedCallback;
  readonly stored: () => void;
  readonly failed: (error: Error) => void;
}

const LARGEST_BATCH = 256;
/** A database that says nothing for so long is down: better a 503 now than Safaricom hanging up on a silence. */
const PATIENCE_MS = 5_000;

/**
 * How many must wait for a write to begin, by how many writes are under way: a callback that comes alone waits for nobody,
 * and a crowd is read in and written at the same time.
 */
const ENOUGH_TO_WRITE = [1, 16];

/**
 * Stores callbacks before they are answered. Those that arrive while a batch is being written form the next one: one
 * statement and one commit for all of them, at no cost to a callback that comes alone.
 */
export class CallbackInbox {
  #waiting: Waiting[] = [];
  #underWay = 0;
  #gathering = false;

  constructor(
    private readonly store: Pick<InboxStore, 'store'>,
    private readonly onStored: () => void,
    private readonly patienceMs: number = PATIENCE_MS,
  ) {}

  /**
   * Resolves once the callback is committed.
   *
   * @throws StorageUnavailableError when it could not be stored; it must not be acknowledged then
   */
  accept(callback: ArrivedCallback): Promise<void> {
    return new Promise((stored, failed) => {
      this.#waiting.push({ callback, stored, failed });
      this.#gather();
    });
  }

  #gather(): void {
    const enough = ENOUGH_TO_WRITE[this.#underWay] ?? Infinity;
    if (this.#gathering || this.#waiting.length < enough) return;
    this.#gathering = true;
    // What arrives in the same turn of the event loop shares the statement.
    setImmediate(() => {
      this.#gathering = false;
      void this.#write(this.#waiting.splice(0, LARGEST_BATCH));
    });
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    this.#underWay++;
    await this.#writeBatch(batch);
    this.#underWay--;
    this.#gather();
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      // A write that is late may still arrive; its callbacks are then stored although they were not acknowledged.
      const write = this.store.store(batch.map(({ callback }) => callback));
      const failures = await within(write, this.patienceMs, () => this.#silent());
      for (const { callback, stored, failed } of batch) {
        const failure = failures.get(callback.id);
        if (failure === undefined) stored();
        else failed(new StorageUnavailableError('store a callback', { cause: failure }));
      }
      this.onStored();
    } catch (error) {
      for (const { failed } of batch) failed(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #silent(): StorageUnavailableError {
    const cause = new Error(`the database did not answer within ${this.patienceMs} ms`);
    return new StorageUnavailableError('store callbacks', { cause });
  }
}

/** Of the same bytes for the same subject the same; stored keyed, as the name of their one row. */
export function callbackDigest(kind: CallbackKind, subject: string, bytes: Buffer): string {
  return plainDigest(`${kind}\n${subject}\n`, bytes);
}
