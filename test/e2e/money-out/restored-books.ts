import { backUp } from '../../support/backup.js';
import type { TestDatabaseKind } from '../../support/database.js';
import { atRest } from '../../support/story.js';
import { office, type Office, type OfficeOptions } from './office.js';

/** Moments of a host whose database is lost. */
export interface Loss {
  /** What the host had paid, or stored, when the backup was made; stays in the books. */
  readonly before?: (it: Office) => Promise<unknown>;
  /** What it paid after that: M-Pesa knows of it, the restored books do not. */
  readonly after: (it: Office) => Promise<unknown>;
  readonly options?: OfficeOptions;
}

/** A host whose books are those of a backup, while M-Pesa is where it was. */
export async function restoredOffice(
  kind: TestDatabaseKind,
  { before, after, options }: Loss,
): Promise<Office & { readonly backupAt: number }> {
  const settings = { ...options, jobs: { enabled: false } };
  const lost = await office(kind, settings);
  await before?.(lost);
  const backupAt = lost.clock.now();
  const copy = await backUp(lost.database);
  lost.clock.advance(1_000);
  await after(lost);
  await atRest(lost);
  await lost.close();
  const restored = await office(copy, { ...settings, sim: lost.sim });
  return { ...restored, backupAt };
}

/** Keys of payments that are asked for before and after. */
export const KEYS = ['wage:1', 'wage:2', 'wage:3', 'wage:4', 'wage:5'] as const;
