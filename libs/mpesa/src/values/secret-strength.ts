import { keyboardWalkAt } from './keyboard-walk.js';
import { KNOWN_WORDS } from './known-words.js';

/** A secret that signs is tried out at home, by whoever has seen one signature. */
const LEAST_BITS = 64;
export const SHORTEST_SECRET = 16;
/** More of a text is not looked at: it has been enough by then, or will not be. */
const LOOKED_AT = 256;

/** Makes a good one. */
export const SECRET_COMMAND = 'npx nestjs-mpesa secret';

/**
 * Why a text cannot be a secret, as a rule in words; null when it can. Published values and those that can be guessed are
 * refused; `shortest` is in characters.
 */
export function secretProblem(secret: unknown, shortest: number = SHORTEST_SECRET): string | null {
  if (typeof secret !== 'string' || secret.length < shortest)
    return `must have ${shortest} characters or more`;
  return isName(secret) || guessedBits(secret) < LEAST_BITS ? 'is published or easily guessed' : null;
}

/** What Safaricom calls a request, and what a migration or a setting is called: such names stand in documents, logs and answers. */
const NAMES = [
  /^ws_CO_(?:DMZ_)?[\d_]{1,40}$/,
  /^AG_\d{8}_[0-9a-f]{1,40}$/,
  /^[0-9a-f]{4}(?:-[0-9a-f]{4}){2}-[0-9a-f]{12,24}$/,
  /^[A-Z][A-Za-z]{1,60}\d{13}$/,
  /^\/?\d{13}-[a-z-]{1,60}$/,
  // A whole line of settings, or a flag, pasted.
  /^[A-Za-z][A-Za-z_]{2,60}=[^=]/,
  /^--[A-Za-z-]{4,40}(?:=|$)/,
  /^0b[01_]+$/,
];

function isName(secret: string): boolean {
  if (secret.length > LOOKED_AT) return false;
  return NAMES.some((name) => name.test(secret)) || isProgramName(secret) || isPath(secret);
}

const NAME_WORD = /[BCbc]2[BCbcp]|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d/g;

/** `toHaveBeenCalledTimes`, `B2cHakikishaAnswer`: words in camel case. Drawn letters change their case at every second. */
function isProgramName(text: string): boolean {
  const words = /^[A-Za-z\d]+$/.test(text) ? (text.match(NAME_WORD) ?? []) : [];
  const digits = words.filter((word) => /^\d/.test(word)).length;
  const vowels = (text.match(/[aeiouy]/gi) ?? []).length;
  // The longer, the more of it chance may write like that.
  const [most, letters] = text.length < 20 ? [1, 3] : [0, 3.5];
  return (
    words.length > 0 && digits <= most && words.length * letters <= text.length && vowels * 4 >= text.length
  );
}

/** Of a file, or of a URL. Each piece is a name or a number, or too short to tell. */
function isPath(text: string): boolean {
  if (!text.includes('/')) return false;
  const pieces = text.split(/[/.:_-]/).filter((piece) => piece.length > 3);
  return pieces.length > 0 && pieces.every((piece) => /^\d+$/.test(piece) || isProgramName(piece));
}

/**
 * About how many bits a person has put into a text: what is known, repeated, in sequence, a walk over the keyboard, a date or a
 * word counts little. Errs on the side of too few. Looks at each place of at most 256 once, with a short look back.
 */
export function guessedBits(secret: string): number {
  const text = secret.slice(0, LOOKED_AT);
  const eachSign = Math.log2(alphabetOf(text));
  let bits = 0;
  for (let at = 0; at < text.length;) {
    const { length, cost } = pieceAt(text, at) ?? { length: 1, cost: eachSign };
    bits += cost;
    at += length;
  }
  return bits;
}

interface Piece {
  readonly length: number;
  /** Bits. */
  readonly cost: number;
}

const SEPARATOR = /[\s_.,:;/-]/;
const LETTERS = /^[A-Za-z]+/;
/** Of a text in English, or any other language that people write. */
const BITS_A_LETTER = 1.5;
const LONGEST_WORD = 12;
const LONGEST_PIECE = 64;

/** Bits of a day in the lives of people who still use computers, of a time of day, and of a year. */
const TIMES = [
  { form: /(?:19|20)\d\d[-/.]?(?:0[1-9]|1[0-2])[-/.]?(?:0[1-9]|[12]\d|3[01])/y, cost: 15 },
  { form: /(?:0[1-9]|[12]\d|3[01])[-/.]?(?:0[1-9]|1[0-2])[-/.]?(?:19|20)\d\d/y, cost: 15 },
  { form: /T?[0-2]\d:[0-5]\d(?::[0-5]\d)?/y, cost: 16 },
  { form: /(?:19|20)\d\d(?!\d)/y, cost: 7 },
] as const;

function pieceAt(text: string, at: number): Piece | null {
  const known = KNOWN_WORDS.find((word) => meansWord(text.slice(at, at + word.length), word));
  if (known !== undefined) return { length: known.length, cost: 6 };
  const patterned = Math.max(repeatedAt(text, at), sequenceAt(text.toLowerCase(), at));
  if (patterned >= 4) return { length: patterned, cost: 4 };
  const walked = Math.max(keyboardWalkAt(text, at), twoSequencesAt(text.toLowerCase(), at));
  if (walked >= 3) return { length: walked, cost: 7 };
  const time = timeAt(text, at);
  if (time !== null) return time;
  const word = wordAt(text, at);
  if (word > 0) return { length: word, cost: word * BITS_A_LETTER };
  return SEPARATOR.test(text.charAt(at)) ? { length: 1, cost: 1 } : null;
}

/** Digits and signs that people write for letters. */
const WRITTEN_FOR: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

function meansWord(text: string, word: string): boolean {
  const plain = text.toLowerCase();
  return plain === word || plain.replace(/[013457@$!]/g, (sign) => WRITTEN_FOR[sign] ?? sign) === word;
}

function timeAt(text: string, at: number): Piece | null {
  for (const { form, cost } of TIMES) {
    form.lastIndex = at;
    const found = form.exec(text);
    if (found !== null) return { length: found[0].length, cost };
  }
  return null;
}

/** How far two sequences go that take turns: `a1b2c3`, `112233`. */
function twoSequencesAt(text: string, at: number): number {
  const step = (place: number): number => text.charCodeAt(place) - text.charCodeAt(place - 2);
  const steps = [step(at + 2), step(at + 3)] as const;
  if (!steps.every((one) => Math.abs(one) <= 1)) return 0;
  let end = at + 4;
  while (end < text.length && step(end) === steps[(end - at) % 2]) end += 1;
  return end - at >= 6 ? end - at : 0;
}

/** How much from here on has begun before. */
function repeatedAt(text: string, at: number): number {
  const begunBefore = (length: number): boolean => text.indexOf(text.slice(at, at + length)) < at;
  let length = 0;
  while (length < LONGEST_PIECE && at + length < text.length && begunBefore(length + 1)) length += 1;
  return length;
}

/** How far `aaaa`, `4567` or `dcba` goes. */
function sequenceAt(text: string, at: number): number {
  const step = (place: number): number => text.charCodeAt(place) - text.charCodeAt(place - 1);
  const first = step(at + 1);
  if (!(Math.abs(first) <= 1)) return 0;
  let end = at + 2;
  while (end < text.length && step(end) === first) end += 1;
  return end - at;
}

/** Letters that stand alone, or so many of one case that chance would hardly have put them together. */
function wordAt(text: string, at: number): number {
  const letters = LETTERS.exec(text.slice(at, at + LONGEST_PIECE))?.[0] ?? '';
  const alone = !isSign(text.charAt(at - 1)) && !isSign(text.charAt(at + letters.length));
  if (alone && /^[A-Z]?(?:[a-z]+|[A-Z]*)$/.test(letters)) return Math.min(letters.length, LONGEST_WORD);
  const run = /^[A-Z]?[a-z]{4,}/.exec(letters)?.[0] ?? '';
  return Math.min(run.length, LONGEST_WORD);
}

function isSign(sign: string): boolean {
  return /[A-Za-z0-9]/.test(sign);
}

/** How many signs the text seems to be drawn from. */
function alphabetOf(text: string): number {
  if (/^[0-9a-f]+$/i.test(text)) return /[a-f]/i.test(text) ? 16 : 10;
  const sizes = [
    [/[0-9]/, 10],
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[^0-9A-Za-z]/, 10],
  ] as const;
  return sizes.reduce((sum, [signs, size]) => sum + (signs.test(text) ? size : 0), 0);
}
