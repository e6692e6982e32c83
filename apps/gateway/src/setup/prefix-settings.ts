import { normalisePrefix } from '../values/account-number.js';
import { wholeNumber } from './read-setting.js';
import { SettingError } from './setting.error.js';

/** What holds for a client who takes a prefix by itself. The admin may give any. */
export interface PrefixRules {
  readonly leastLength: number;
  /** How many one client may have. */
  readonly perClient: number;
  /** Nobody's prefix begins like one of these, or looks like the beginning of one. In normal form. */
  readonly reserved: readonly string[];
  /** How long a prefix that somebody else had waits before payments go by it, ms. */
  readonly delayMs: number;
}

/** What people take for M-Pesa, for the state, or for whoever runs the gateway. */
const RESERVED = [
  'MPESA',
  'SAFARICOM',
  'LIPA',
  'PAYBILL',
  'ADMIN',
  'GATEWAY',
  'REFUND',
  'KRA',
  'ECITIZEN',
  'FULIZA',
  'BONGA',
];

const HOUR_MS = 3_600_000;

/** Reads `GATEWAY_PREFIX*` and `GATEWAY_RESERVED_PREFIXES`. `isReal`: not against a simulator, where Brij's own example is short. */
export function readPrefixRules(
  env: Readonly<Record<string, string | undefined>>,
  isReal: boolean,
): PrefixRules {
  const read = (name: string, usual: number, bounds: { least: number; most: number }): number =>
    wholeNumber(name, env[name] || String(usual), bounds);
  return {
    leastLength: read('GATEWAY_PREFIX_LEAST_LENGTH', isReal ? 3 : 2, { least: 2, most: 12 }),
    perClient: read('GATEWAY_PREFIXES_PER_CLIENT', 10, { least: 1, most: 100_000 }),
    reserved: [...RESERVED, ...readWords(env['GATEWAY_RESERVED_PREFIXES'])],
    delayMs: read('GATEWAY_PREFIX_DELAY_HOURS', isReal ? 72 : 0, { least: 0, most: 8_760 }) * HOUR_MS,
  };
}

function readWords(text = ''): string[] {
  const words = text.split(',').map((word) => word.trim());
  return words.filter((word) => word !== '').map(readWord);
}

function readWord(word: string): string {
  const prefix = normalisePrefix(word);
  if (prefix !== null) return prefix;
  throw new SettingError(
    'GATEWAY_RESERVED_PREFIXES',
    word.slice(0, 80),
    'must be words of 2 to 12 letters and digits, with commas between',
  );
}
