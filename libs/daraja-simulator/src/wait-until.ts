/** How often a condition is looked at. */
const EVERY_MS = 5;

/** Resolves with the first truthy result of `look`; rejects when none came within `timeoutMs` of real time. */
export async function waitUntil<T>(look: () => T | Promise<T>, timeoutMs: number): Promise<NonNullable<T>> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() >= giveUpAt) throw new Error(`Nothing came of it within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
