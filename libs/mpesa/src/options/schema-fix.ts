import type { ValidationOptions } from 'class-validator';

/** Every rule carries the sentence that mends it. */
export function fix(sentence: string, message?: string): ValidationOptions {
  return { context: { fix: sentence }, ...(message === undefined ? {} : { message }) };
}
