import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROW_NAMES } from '../contract/endpoint-rows.js';
import { readPage, ROOT, rowsOf } from '../docs/support/pages.js';
import { coveragePage, databasesOf } from './coverage-page.js';
import { ASPECTS, testsIn, type EnvelopeFamily } from './product.js';
import { PRODUCTS } from './products.js';
import { signatureOf, typesIn } from './service-signatures.js';
import { testNamed } from './spec-titles.js';

const PAGE = 'docs/api-coverage.md';

describe('the coverage of the API', () => {
  it('is told of every product that is about payments, by its number', () => {
    expect(PRODUCTS.map(({ number }) => number)).toEqual(Array.from({ length: 27 }, (_, index) => index + 1));
  });

  it('has every row of the endpoint table at one product', () => {
    const told = PRODUCTS.flatMap(({ endpoints }) => ('because' in endpoints ? [] : endpoints));
    expect([...told].sort()).toEqual([...ROW_NAMES].sort());
  });

  it.each(PRODUCTS.map((product) => [product.title, product] as const))(
    'of %s names tests that are there, and facts that are on the page',
    (_, product) => {
      const numbers = rowsOf(readPage('docs/DARAJA-FACTS.md')).map(([number]) => number);
      const cells = ASPECTS.map((aspect) => product[aspect]);
      for (const cell of cells) {
        for (const { spec, title } of testsIn(cell)) expect(testNamed(spec, title).title).toBe(title);
        if ('because' in cell) expect(numbers).toContain(cell.fact);
        if (!('because' in cell)) expect(testsIn(cell)).not.toEqual([]);
      }
      expect(numbers).toContain(product.fact);
    },
  );

  it('names services whose types a host can import', () => {
    const api = readFileSync(join(ROOT, 'test/public-api.txt'), 'utf8');
    const exported = new Set(api.match(/\b[A-Z]\w+/g));
    const services = PRODUCTS.flatMap((product) => ('because' in product.services ? [] : product.services));
    const used = services.flatMap(({ name, methods }) => [
      name,
      ...methods.flatMap((method) => typesIn(signatureOf(name, method))),
    ]);
    expect([...new Set(used)].filter((name) => !exported.has(name))).toEqual([]);
  });

  it.each<EnvelopeFamily>(['stk', 'c2b', 'result', 'synchronous'])(
    'shows one product of the family %s whole on both databases',
    (family) => {
      const whole = PRODUCTS.filter((product) => product.family === family).filter((product) =>
        ASPECTS.every((aspect) => {
          const cell = product[aspect];
          return 'because' in cell || databasesOf(cell).every(({ length }) => length === 2);
        }),
      );
      expect(whole.map(({ title }) => title)).not.toEqual([]);
    },
  );

  it('is on the page as it is; npm run coverage:api writes it anew', async () => {
    const config = await resolveConfig(join(ROOT, PAGE));
    const page = await format(coveragePage(PRODUCTS), { ...config, parser: 'markdown' });
    expect(readPage(PAGE).text).toBe(page);
  });
});
