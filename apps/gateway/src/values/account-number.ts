const BLANKS_AND_DASHES = /[\p{White_Space}\p{Pd}\u200b-\u200d\ufeff]/gu;

/** Characters of an account number that are looked at: no column keeps more, and M-Pesa takes twenty. */
const LONGEST_TYPED = 255;

/**
 * An account number as numbers are compared: people type ft-128 62637 for FT12862637, and some keyboards full-width letters.
 */
export function normaliseAccount(typed: string): string {
  // Lower case first: ẞ is a capital already, and becomes SS by way of ß.
  const letters = typed.slice(0, LONGEST_TYPED).normalize('NFKC').replace(BLANKS_AND_DASHES, '');
  return letters.toLowerCase().toUpperCase().normalize('NFKC');
}

const SHORTEST = 2;
const LONGEST = 12;

/** The prefix in its normal form; null when it cannot be one: 2 to 12 of A-Z and 0-9 after normalisation. */
export function normalisePrefix(given: unknown): string | null {
  if (typeof given !== 'string' || given.length > 40) return null;
  const prefix = normaliseAccount(given);
  return new RegExp(`^[A-Z0-9]{${SHORTEST},${LONGEST}}$`).test(prefix) ? prefix : null;
}

/** Everything that could be the prefix of this account number, longest first. */
export function possiblePrefixes(account: string): string[] {
  const text = normaliseAccount(account).slice(0, LONGEST);
  return Array.from({ length: text.length }, (_, index) => text.slice(0, text.length - index)).filter(
    ({ length }) => length >= SHORTEST,
  );
}
