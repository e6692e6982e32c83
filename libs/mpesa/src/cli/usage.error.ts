/** The command was called in a way it does not understand; the message names what, and nothing was done. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
