import { createHash } from 'node:crypto';
import { StorageUnavailableError } from '../errors/storage-unavailable.error.js';
import type { ArrivedCallback, CallbackKind, InboxStore } from './inbox-store.js';

interface Waiting {
  readonly callback: ArrivedCallback;
  readonly stored: () => void;
  readonly failed: (error: Error) => void;
}

const LARGEST_BATCH = 256;

/**
 * Stores callbacks before they are answered. Those that arrive while a batch is being written form the next one: one
 * statement and one commit for all of them, at no cost to a callback that comes alone.
 */
export class CallbackInbox {
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(
    private readonly store: Pick<InboxStore, 'store'>,
    private readonly onStored: () => void,
  ) {}

  /**
   * Resolves once the callback is committed.
   *
   * @throws StorageUnavailableError when it could not be stored; it must not be acknowledged then
   */
  accept(callback: ArrivedCallback): Promise<void> {
    return new Promise((stored, failed) => {
      this.#waiting.push({ callback, stored, failed });
      if (!this.#writing) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writing = true;
    // What arrives in the same turn of the event loop shares the first statement.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, LARGEST_BATCH);
      await this.#writeBatch(batch);
    }
    this.#writing = false;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const failures = await this.store.store(batch.map(({ callback }) => callback));
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
}

/** The name under which the same bytes for the same subject are one row: SHA-256, base64url, 43 characters. */
export function callbackId(kind: CallbackKind, subject: string, bytes: Buffer): string {
  return createHash('sha256').update(`${kind}\n${subject}\n`).update(bytes).digest('base64url');
}
