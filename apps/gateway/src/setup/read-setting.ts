import { SettingError } from './setting.error.js';

/** A number that a variable gives. @throws SettingError naming variable, value and rule */
export function wholeNumber(
  name: string,
  text: string,
  { least = 0, most }: { least?: number; most: number },
): number {
  if (/^\d{1,7}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  const from = least === 0 ? '' : ` from ${least}`;
  throw new SettingError(name, text, `must be a whole number${from} up to ${most}`);
}
