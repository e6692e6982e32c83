/**
 * Asks again and again until `busy` is over. Once would not do: the first question may be answered before what is to hold it up
 * has come.
 *
 * @returns for how long the slowest answer was waited for, milliseconds
 */
export async function longestWait(busy: Promise<unknown>, ask: () => Promise<unknown>): Promise<number> {
  let over = false;
  const end = (): void => void (over = true);
  busy.then(end, end);
  let longest = 0;
  while (!over) {
    const askedAt = performance.now();
    await ask();
    longest = Math.max(longest, performance.now() - askedAt);
  }
  return longest;
}
