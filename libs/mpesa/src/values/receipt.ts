import { formatEastAfricaTime } from './east-africa-time.js';
import { DAY_MS } from './duration.js';

/** Ten capitals and digits; what moved no money has seven zeros behind its day. */
const RECEIPT = /^[A-Z0-9]{3}(?!0{7}$)[A-Z0-9]{7}$/;
/** Year A is 2006, so that L is 2017, as on the wire; month A is January; day 1 to 9, then A is 10. */
const YEARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const FIRST_YEAR = 2006;
const MONTHS = 'ABCDEFGHIJKL';
const DAYS = '123456789ABCDEFGHIJKLMNOPQRSTUV';

/** True for what has the shape of an M-Pesa receipt, such as `UKL7RT61SV` (DARAJA-FACTS 1.1). */
export function isReceipt(text: unknown): text is string {
  return typeof text === 'string' && RECEIPT.test(text);
}

/**
 * True when the date in the first three characters of a receipt is the day in Nairobi of an instant (epoch milliseconds), or
 * the one before or after. The letters of the year begin again after 26 years.
 */
export function isDatedNear(receipt: string, at: number): boolean {
  return [at - DAY_MS, at, at + DAY_MS].some((day) => receipt.startsWith(dayOfReceipts(day)));
}

/** What the receipts of a day in Nairobi begin with: `UKL` on the 21st of November 2026. */
export function dayOfReceipts(at: number): string {
  const stamp = formatEastAfricaTime(at);
  const year = Number(stamp.slice(0, 4)) - FIRST_YEAR;
  const letters = [
    YEARS.at(year % YEARS.length),
    MONTHS.at(Number(stamp.slice(4, 6)) - 1),
    DAYS.at(Number(stamp.slice(6, 8)) - 1),
  ];
  return letters.join('');
}
