/**
 * Asks again and again until `busy` is over. Once would not do: the first question may be answered before what is to hold it up
 * has come. Counts the work of this process, not the time on the wall: a machine that is busy with something else makes no
 * answer slower by that.
 *
 * @returns how much this process worked until the slowest answer came, milliseconds
 */
export async function mostWork(busy: Promise<unknown>, ask: () => Promise<unknown>): Promise<number> {
  let over = false;
  const end = (): void => void (over = true);
  busy.then(end, end);
  let most = 0;
  while (!over) {
    const before = process.cpuUsage();
    await ask();
    const { user, system } = process.cpuUsage(before);
    most = Math.max(most, (user + system) / 1_000);
  }
  return most;
}
