import { Logger, type Provider } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { mpesaEntities } from '../storage/entities/mpesa-entities.js';
import { openStorage, storageOn, type Storage, type StorageOptions } from '../storage/storage.js';
import { KeyedDigests } from '../values/keyed-digests.js';
import { markRestore } from './mark-restore.js';
import { part, token, type Parts } from './part.js';
import {
  MPESA_CLOCK,
  MPESA_CONNECTION_WAIT_MS,
  MPESA_NEW_ID,
  MPESA_RESOLVED_OPTIONS,
  MPESA_STORAGE,
} from './tokens.js';

const PARTS = {
  options: MPESA_RESOLVED_OPTIONS,
  digests: KeyedDigests,
  clock: MPESA_CLOCK,
  newId: MPESA_NEW_ID,
  connectionWaitMs: MPESA_CONNECTION_WAIT_MS,
};

/** @param dataSource name of the host's DataSource, when it is shared */
export function storageProvider(dataSource: string | undefined): Provider {
  if (dataSource === undefined) {
    return part(MPESA_STORAGE, PARTS, (parts) =>
      opened(parts, (settings) => openStorage(parts.options.storage, settings)),
    );
  }
  // Only for its side effect: a host with autoLoadEntities then knows our entities. The module it returns is not imported,
  // since its repositories would fail without words where our own check names the fix.
  TypeOrmModule.forFeature([...mpesaEntities], dataSource);
  const names = { ...PARTS, shared: token<DataSource>(getDataSourceToken(dataSource)) };
  return part(MPESA_STORAGE, names, ({ shared, ...parts }) =>
    opened(parts, (settings) => storageOn(shared, settings)),
  );
}

async function opened(
  { options, ...settings }: Parts<typeof PARTS>,
  open: (settings: StorageOptions) => Promise<Storage>,
): Promise<Storage> {
  const log = new Logger('MpesaStorage');
  const books = await open({
    ...settings,
    migrate: options.storage.migrate ?? 'run',
    onConnectionWait: (message) => log.warn(message),
  });
  return markRestore(books, options, settings.clock);
}
