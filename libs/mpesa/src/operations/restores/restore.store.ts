/** The books were restored from a backup: what happened between the two times is not in them. Times are epoch ms. */
export interface RestoreMark {
  /** When the backup was made. */
  readonly backupAt: number;
  /** When it was restored. */
  readonly restoredAt: number;
  /** When a person said that all payouts of that time are accounted for; null while payouts are held back. */
  readonly closedAt: number | null;
  readonly closedBy: string | null;
  readonly closedReason: string | null;
}

export interface RestoreStore {
  /** Keeps the mark; a backup that is marked already stays as it is. Answers the mark that is kept. */
  mark(backupAt: number, restoredAt: number): Promise<RestoreMark>;
  /** Every mark, newest backup first. */
  list(): Promise<RestoreMark[]>;
  /** Closes all that are open; answers how many. */
  close(closing: { readonly at: number; readonly by: string; readonly reason: string }): Promise<number>;
}
