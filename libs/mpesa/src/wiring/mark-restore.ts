import { Logger } from '@nestjs/common';
import { MpesaOptionsError } from '../errors/mpesa-options.error.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import type { Storage } from '../storage/storage.js';
import type { Clock } from '../values/clock.js';

/**
 * Marks the restore that the options tell of before any part can use the storage, and says what is still open of it.
 *
 * @throws MpesaOptionsError option `restoredBackupAt` in the future
 */
export async function markRestore(
  storage: Storage,
  { restoredBackupAt }: Pick<ResolvedOptions, 'restoredBackupAt'>,
  clock: Clock,
): Promise<Storage> {
  const now = clock.now();
  if (restoredBackupAt !== null) {
    if (restoredBackupAt > now) {
      await storage.close();
      throw inFuture(restoredBackupAt);
    }
    await storage.restores.mark(restoredBackupAt, now);
  }
  const open = (await storage.restores.list()).filter(({ closedAt }) => closedAt === null);
  for (const { backupAt } of open) {
    new Logger('MpesaModule').warn(
      `the books come from a backup of ${new Date(backupAt).toISOString()}: payouts that M-Pesa would pay twice are held back in review until RestoreService.close()`,
    );
  }
  return storage;
}

function inFuture(backupAt: number): MpesaOptionsError {
  const value = new Date(backupAt).toISOString();
  const fix = 'the time at which the backup was made';
  return new MpesaOptionsError([
    { option: 'restoredBackupAt', value, rule: 'must not be in the future', fix },
  ]);
}
