/** Texts of a length that patterns which backtrack are slowest on. */
export function worstTexts(length: number): Readonly<Record<string, string>> {
  return {
    blanks: `${' '.repeat(length)}x`,
    digits: `254${'7'.repeat(length)}x`,
    brackets: '('.repeat(length),
    quotes: `'`.repeat(length),
    dashes: `7${'-7'.repeat(length / 2)}`,
  };
}
