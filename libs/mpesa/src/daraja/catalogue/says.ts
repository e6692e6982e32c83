import type { SentenceKind } from './sentence.js';
import { SENTENCES } from './sentences.js';

/** Whether these words of Daraja's are of that kind. */
export function says(kind: SentenceKind, message: string): boolean {
  return SENTENCES.some(({ is, words }) => is === kind && words?.test(message));
}

/** Whether an `errorCode` alone is of that kind. */
export function codeSays(kind: SentenceKind, code: string | null): boolean {
  return code !== null && SENTENCES.some(({ is, codes }) => is === kind && codes?.includes(code));
}
