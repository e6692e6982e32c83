import { COLUMNS, rowOf } from './form.js';
import type { FilledCase } from './filled-case.js';

/** The form as CSV (RFC 4180), every cell quoted. */
export function csvForm(form: readonly FilledCase[]): string {
  return [COLUMNS, ...form.map(rowOf)].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** What a spreadsheet would take for a formula becomes a text: the words of an answer are Safaricom's, not ours. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
