import { readPage } from './pages.js';

/** A chapter of docs/privacy.md. */
export interface Inventory {
  /** `table.column` of those that can hold a person, with the other cells of their row. */
  readonly told: ReadonlyMap<string, readonly string[]>;
  /** Those that hold nobody. */
  readonly nobody: readonly string[];
}

/** What a chapter of the page says. A row begins with `table.column`, or with a table and the columns that hold nobody. */
export function inventoryOf(heading: string): Inventory {
  const chapter = readPage('docs/privacy.md')
    .text.split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`));
  const told = new Map<string, string[]>();
  const nobody: string[] = [];
  for (const line of chapter?.split('\n').filter((one) => one.startsWith('| `')) ?? []) {
    const [name = '', ...cells] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    const key = name.replaceAll('`', '');
    if (key.includes('.')) told.set(key, cells);
    else nobody.push(...(cells[0]?.match(/[a-z_]+/g) ?? []).map((column) => `${key}.${column}`));
  }
  return { told, nobody };
}
