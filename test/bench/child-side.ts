/** The settings that the parent gave. */
export function childSettings<T>(): T {
  return JSON.parse(process.argv[2] ?? 'null') as T;
}

/** Tells the parent that the server listens, and ends when the parent lets go or dies. */
export function announce(port: number, close: () => Promise<unknown>): void {
  process.send?.(port);
  process.once('disconnect', () => void close().finally(() => process.exit(0)));
}
