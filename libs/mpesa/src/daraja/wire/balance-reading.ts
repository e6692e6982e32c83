import type { BalanceReading } from '../../values/balance-reading.js';
import { parseSignedCents } from '../../values/money.js';

/** Characters, for some fifty accounts; what is longer no organisation has. */
const LONGEST = 4_096;

/**
 * Reads balances in both forms: `Working Account|KES|700000.00|700000.00|0.00|0.00`, several accounts joined by `&` (portal
 * page AccountBalance), and `{Amount={CurrencyCode=KES, MinimumAmount=618683, BasicAmount=6186.83}}` (B2B results). What
 * is written otherwise is left out.
 */
export function parseBalances(text: string | null): BalanceReading[] {
  if (text === null || text.length > LONGEST) return [];
  const braced = parseBraced(text);
  if (braced) return [braced];
  return text.split('&').flatMap((part) => parsePiped(part) ?? []);
}

/** A balance that a result tells as a bare amount: `B2CUtilityAccountAvailableFunds` 8959269.60. */
export function availableBalance(account: string, amount: string | null): BalanceReading[] {
  const availableCents = parseSignedCents(amount);
  return availableCents === null ? [] : [{ ...NOTHING_TOLD, account, availableCents }];
}

const NOTHING_TOLD: BalanceReading = {
  account: null,
  currency: 'KES',
  currentCents: null,
  availableCents: null,
  reservedCents: null,
  unclearedCents: null,
};

function parsePiped(part: string): BalanceReading | null {
  const [account = '', currency = '', ...amounts] = part.split('|').map((field) => field.trim());
  if (account === '' || currency === '' || amounts.length === 0) return null;
  const [currentCents = null, availableCents = null, reservedCents = null, unclearedCents = null] =
    amounts.map(parseSignedCents);
  if (currentCents === null && availableCents === null) return null;
  return { account, currency, currentCents, availableCents, reservedCents, unclearedCents };
}

/** `MinimumAmount` is `BasicAmount` in cents; their order changes. */
function parseBraced(text: string): BalanceReading | null {
  const field = (name: string): string | null =>
    new RegExp(`\\b${name}\\s*=\\s*([^,{}\\s]+)`).exec(text)?.[1] ?? null;
  const currentCents = parseSignedCents(field('BasicAmount'));
  if (currentCents === null) return null;
  return { ...NOTHING_TOLD, currency: field('CurrencyCode') ?? NOTHING_TOLD.currency, currentCents };
}
