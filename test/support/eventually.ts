const POLL_MS = 10;

/** Decides only how long a test takes to fail, on a machine that is busy with other things as well. */
export const PATIENCE_MS = 120_000;

/**
 * Resolves with what `look` returns once it returns something truthy and does not throw. Rejects at the deadline with its
 * last error, or with the last thing seen.
 */
export async function eventually<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await attempt(look);
    if ('value' in seen && seen.value) return seen.value;
    if (Date.now() >= deadline) {
      throw 'error' in seen ? seen.error : new Error(`still ${String(seen.value)} after ${PATIENCE_MS} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function attempt<T>(look: () => T | Promise<T>): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await look() };
  } catch (error) {
    return { error };
  }
}
