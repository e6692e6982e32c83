import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { coveragePage } from './coverage-page.js';
import { ASPECTS, testsIn } from './product.js';
import { PRODUCTS } from './products.js';
import { missingInRun, type JestResults } from './test-run.js';

/** Called by scripts/coverage.mjs: `specs` lists what has to be run, `write RESULTS` writes the page from its outcome. */
const [command, results = ''] = process.argv.slice(2);
const tests = PRODUCTS.flatMap((product) => ASPECTS.flatMap((aspect) => testsIn(product[aspect])));

if (command === 'specs') {
  console.log([...new Set(tests.map(({ spec }) => spec))].join('\n'));
} else {
  const run = JSON.parse(readFileSync(results, 'utf8')) as JestResults;
  const missing = missingInRun(tests, run);
  for (const line of missing) console.error(line);
  if (missing.length > 0) process.exit(1);
  const page = join(import.meta.dirname, '../../docs/api-coverage.md');
  const config = await resolveConfig(page);
  writeFileSync(page, await format(coveragePage(PRODUCTS), { ...config, parser: 'markdown' }));
  console.log(`docs/api-coverage.md is written: ${tests.length} mentions of tests, all of which passed.`);
}
