import type { RestoreMark, RestoreStore } from '../../operations/restores/restore.store.js';

/** A {@link RestoreStore} for one process. */
export class InMemoryRestoreStore implements RestoreStore {
  private readonly marks = new Map<number, RestoreMark>();

  async mark(backupAt: number, restoredAt: number): Promise<RestoreMark> {
    const open = { closedAt: null, closedBy: null, closedReason: null };
    const mark = this.marks.get(backupAt) ?? { backupAt, restoredAt, ...open };
    this.marks.set(backupAt, mark);
    return mark;
  }

  async list(): Promise<RestoreMark[]> {
    return [...this.marks.values()].sort((one, two) => two.backupAt - one.backupAt);
  }

  async close({ at, by, reason }: Parameters<RestoreStore['close']>[0]): Promise<number> {
    const open = [...this.marks.values()].filter(({ closedAt }) => closedAt === null);
    for (const mark of open) {
      this.marks.set(mark.backupAt, { ...mark, closedAt: at, closedBy: by, closedReason: reason });
    }
    return open.length;
  }
}
