import { describe, expect, it } from '@jest/globals';
import { QuestionWords } from './question-words.js';

describe('the word of a question', () => {
  const old = new QuestionWords(['the older secret']);

  it('is known again while its secret is in the list, wherever it stands there', () => {
    const word = old.wordFor('payment-1');
    expect(new QuestionWords(['a fresh secret', 'the older secret']).isOurs('payment-1', word)).toBe(true);
    expect(new QuestionWords(['a fresh secret']).isOurs('payment-1', word)).toBe(false);
  });

  it('is that of one payment only, and no part of it will do', () => {
    const word = old.wordFor('payment-1');
    for (const told of [
      null,
      '',
      'Status',
      'payment-1',
      word.slice(1),
      word.toUpperCase(),
      old.wordFor('payment-2'),
    ])
      expect(old.isOurs('payment-1', told)).toBe(false);
  });
});
