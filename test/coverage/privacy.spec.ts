import { describe, expect, it } from '@jest/globals';
import { mpesaEntities } from 'nestjs-mpesa/typeorm';
import { getMetadataArgsStorage } from 'typeorm';
import { Order } from '../../apps/shop/src/orders/order.entity.js';
import { Unassigned } from '../../apps/shop/src/orders/unassigned.entity.js';
import { readPage } from '../docs/support/pages.js';

/** `table.column` of every column there is. */
function columnsOf(entities: readonly unknown[]): string[] {
  const { tables, columns } = getMetadataArgsStorage();
  return entities.flatMap((entity) => {
    const table = tables.find(({ target }) => target === entity)?.name ?? '';
    const own = columns.filter(({ target }) => target === entity);
    return own.map(({ options, propertyName }) => `${table}.${options.name ?? propertyName}`);
  });
}

interface Inventory {
  /** `table.column` of those that can hold a person, with the other cells of their row. */
  readonly told: ReadonlyMap<string, readonly string[]>;
  /** Those that hold nobody. */
  readonly nobody: readonly string[];
}

/** What a chapter of the page says. A row begins with `table.column`, or with a table and the columns that hold nobody. */
function inventoryOf(heading: string): Inventory {
  const chapter = readPage('docs/privacy.md').text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  const told = new Map<string, string[]>();
  const nobody: string[] = [];
  for (const line of chapter?.split('\n').filter((one) => one.startsWith('| `')) ?? []) {
    const [name = '', ...cells] = line.slice(1, -1).split('|').map((cell) => cell.trim());
    const key = name.replaceAll('`', '');
    if (key.includes('.')) told.set(key, cells);
    else nobody.push(...(cells[0]?.match(/[a-z_]+/g) ?? []).map((column) => `${key}.${column}`));
  }
  return { told, nobody };
}

const CHAPTERS = [
  ['The library', mpesaEntities],
  ['The sample shop', [Order, Unassigned]],
] as const;

describe.each(CHAPTERS)('the inventory of personal data: %s', (heading, entities) => {
  const { told, nobody } = inventoryOf(heading);
  const all = columnsOf(entities);

  it('has every column there is, once: it may hold a person, or it holds nobody', () => {
    expect(all.length).toBeGreaterThan(10);
    expect([...told.keys(), ...nobody].sort()).toEqual([...all].sort());
  });

  it('says of each that may hold one: what, why, how long, who sees it and what is left', () => {
    for (const [column, cells] of told) {
      expect([column, cells.length, cells.includes('')]).toEqual([column, 5, false]);
    }
  });
});
