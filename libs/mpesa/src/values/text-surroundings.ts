const QUOTED = /^(["'`])[^]*\1$/;

/** What an env file or a copied page put around a text, which is no part of it: the broken rule, or null. */
export function textSurroundings(text: string): string | null {
  if (text !== text.trim()) return 'has blanks or line ends around it';
  return text.length > 1 && QUOTED.test(text) ? 'has quotes around it' : null;
}
