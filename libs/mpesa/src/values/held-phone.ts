import { ID, NUMBERS } from './mask-numbers.js';
import { normalisePhone } from './phone-number.js';

/** `000254` and nine digits more. */
const LONGEST = 15;
const SHORTEST = 9;

/** True for a text that is a Kenyan mobile number, or has one in it, in any form that a request may name one in: `RENT 0712-345 678`. */
export function holdsPhone(text: string): boolean {
  return (text.match(NUMBERS) ?? []).some((run) => !ID.test(run) && (isForeign(run) || hasPhone(run)));
}

/** Nobody writes account numbers in the digits of another script. */
function isForeign(run: string): boolean {
  return /(?!\d)\p{Nd}/u.test(run) && (run.match(/\p{Nd}/gu) ?? []).length >= SHORTEST;
}

/** A number begins and ends where a group of digits does. */
function hasPhone(run: string): boolean {
  const groups = run.match(/\d+/g) ?? [];
  return groups.some((_, first) => {
    let digits = '';
    for (let next = first; next < groups.length && digits.length <= LONGEST; next += 1) {
      digits += groups[next];
      if (digits.length >= SHORTEST && normalisePhone(digits) !== null) return true;
    }
    return false;
  });
}
