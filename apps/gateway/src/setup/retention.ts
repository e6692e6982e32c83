import { DEFAULT_RETENTION_DAYS, type MpesaOptions } from 'nestjs-mpesa';
import { wholeNumber } from './read-setting.js';
import { SettingError } from './setting.error.js';

const DAY_MS = 86_400_000;

/** Reads `GATEWAY_RETENTION_DAYS` and `GATEWAY_RETENTION_REFERENCES`, for the library's tables and the gateway's own. */
export function readRetention(
  text: string | undefined,
  references = 'keep',
): NonNullable<MpesaOptions['retention']> {
  const days = wholeNumber('GATEWAY_RETENTION_DAYS', text || String(DEFAULT_RETENTION_DAYS), {
    least: 1,
    most: 3_650,
  });
  if (references === 'keep' || references === 'digest') return { days, references };
  throw new SettingError('GATEWAY_RETENTION_REFERENCES', references, 'must be keep or digest');
}

/** For how long anything is kept that tells of a person, ms: the same for all tables. */
export function retentionMs({ retention }: MpesaOptions): number {
  return (retention?.days ?? DEFAULT_RETENTION_DAYS) * DAY_MS;
}
