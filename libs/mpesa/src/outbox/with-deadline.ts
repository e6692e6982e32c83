/**
 * Runs `work` with a signal that is aborted at the deadline or at shutdown; both end the attempt. By hand: AbortSignal.any would leave a
 * trace in `shutdown`, which lives as long as the process, for every attempt.
 */
export async function withDeadline(
  timeoutMs: number,
  shutdown: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const attempt = new AbortController();
  const late = (): void => attempt.abort(new Error(`the handler did not return within ${timeoutMs} ms`));
  const cutShort = (): void => attempt.abort(shutdown.reason);
  const timer = setTimeout(late, timeoutMs);
  const ended = new Promise<never>((_, reject) => {
    attempt.signal.addEventListener('abort', () => reject(attempt.signal.reason as Error), { once: true });
  });
  shutdown.addEventListener('abort', cutShort, { once: true });
  try {
    if (shutdown.aborted) cutShort();
    await Promise.race([work(attempt.signal), ended]);
  } finally {
    clearTimeout(timer);
    shutdown.removeEventListener('abort', cutShort);
  }
}
