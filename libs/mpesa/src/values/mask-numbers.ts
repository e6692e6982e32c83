/** An id of ours; or seven digits of any script and more, with whatever is neither letter nor quote between them, JSON's escapes too. */
export const NUMBERS =
  /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\p{Nd}(?:(?:\\(?:u[0-9a-f]{4}|[bfnrt])?|[^\p{L}\p{Nd}"{}\\])*\p{Nd}){6,}/giu;
export const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Of our times and those to come, in the order of ISO or of Kenya: no phone number begins like that and ends there. */
const DATE =
  /^(?:(?:19|20)\d\d([-/.])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])([-/.])(?:0[1-9]|1[0-2])\2(?:19|20)\d\d)$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:[+-](?:0\d|1[0-4]):?[0-5]\d)?$/;

/** Takes phone numbers, identity numbers and the like out of a text that is shown: `07****49` for `0708 374 149`. */
export function maskNumbers(text: string): string {
  return text.replace(NUMBERS, (found, at: number) => {
    const before = text.slice(Math.max(0, at - 11), at);
    const after = text.slice(at + found.length, at + found.length + 1);
    const isKept = ID.test(found) || isWhen(found, before) || isReceipt(found, { before, after });
    return isKept ? found : masked(found);
  });
}

/** All of it is a date, a date with its time, or the time behind the `T` of one. */
function isWhen(found: string, before: string): boolean {
  const [date = '', time, ...more] = found.split(/,? /);
  if (DATE.test(date)) return more.length === 0 && (time === undefined || TIME.test(time));
  return TIME.test(found) && before.endsWith('T') && DATE.test(before.slice(0, -1));
}

/** The seven digits of a receipt that has no letter more than those of its day. */
function isReceipt(found: string, { before, after }: { before: string; after: string }): boolean {
  const isWord = /(?:^|[^\p{L}\p{Nd}_])[a-z]{3}$/iu.test(before) && !/[\p{L}_]/u.test(after);
  return isWord && /^\d{7}$/.test(found);
}

function masked(found: string): string {
  const digits = found.match(/\p{Nd}/gu) ?? [];
  return `${digits.slice(0, 2).join('')}****${digits.slice(-2).join('')}`;
}
