/** Runs `work` with a signal that is aborted at the deadline or at shutdown; both end the attempt. */
export async function withDeadline(
  timeoutMs: number,
  shutdown: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const deadline = new AbortController();
  const signal = AbortSignal.any([deadline.signal, shutdown]);
  const timer = setTimeout(
    () => deadline.abort(new Error(`the handler did not return within ${timeoutMs} ms`)),
    timeoutMs,
  );
  let giveUp = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    await Promise.race([work(signal), ended]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
