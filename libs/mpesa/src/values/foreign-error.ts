/** What a log may say of an error of the host's code: its kind, and where it was thrown. Its message may name a customer. */
export function foreignError(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  return [error.name, ...frames].join('\n');
}
