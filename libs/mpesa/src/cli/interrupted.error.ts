/** Somebody pressed Ctrl-C at a prompt; there is nothing more to say. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}
