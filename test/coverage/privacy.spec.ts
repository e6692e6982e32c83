import { describe, expect, it } from '@jest/globals';
import { mpesaEntities } from 'nestjs-mpesa/typeorm';
import { getMetadataArgsStorage } from 'typeorm';
import { MoneyEnd } from '../../apps/shop/src/orders/money-end.entity.js';
import { Money } from '../../apps/shop/src/orders/money.entity.js';
import { OrderRow } from '../../apps/shop/src/orders/order.entity.js';
import { inventoryOf } from '../docs/support/inventory.js';

/** `table.column` of every column there is. */
function columnsOf(entities: readonly unknown[]): string[] {
  const { tables, columns } = getMetadataArgsStorage();
  return entities.flatMap((entity) => {
    const table = tables.find(({ target }) => target === entity)?.name ?? '';
    const own = columns.filter(({ target }) => target === entity);
    return own.map(({ options, propertyName }) => `${table}.${options.name ?? propertyName}`);
  });
}

const CHAPTERS = [
  ['The library', mpesaEntities],
  ['The sample shop', [OrderRow, Money, MoneyEnd]],
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
