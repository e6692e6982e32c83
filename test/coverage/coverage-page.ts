import { ROWS } from '../contract/endpoint-rows.js';
import { OpenApi } from '../contract/open-api.js';
import { ASPECTS, testsIn, type Cell, type NotThere, type Product } from './product.js';
import { signatureOf } from './service-signatures.js';
import { testNamed, type DatabaseName } from './spec-titles.js';

const DATABASE_NAMES: Readonly<Record<DatabaseName, string>> = { sqlite: 'SQLite', mariadb: 'MariaDB' };

const HEAD = `# What of Daraja is covered, and what shows it

<!-- Written by \`npm run coverage:api\`, which runs every test named here on both databases first. Do not edit by hand. -->

Every product of Daraja that is about payments, by its row in section 1.2 of the [Daraja facts](DARAJA-FACTS.md): the service
that hosts inject, what it takes and promises, the operations of the simulator's [OpenAPI file](simulator.md), and the tests that
show the product from end to end. "None" comes with the number of the fact that says why there is nothing to show. Which test
shows what stands below the table. That every body sent fits the OpenAPI file is shown by [wire.spec.ts](../test/contract/wire.spec.ts).
`;

const COLUMNS = [
  '',
  'product',
  'service',
  'takes → promises',
  'simulator',
  'success',
  'failure',
  'timeout',
  'reconciliation',
  'databases',
];

/** The page as the manifest, the endpoint table, the sources and the titles of the specs make it. */
export function coveragePage(products: readonly Product[]): string {
  const api = OpenApi.ofSimulator();
  const rows = products.map((product) => summary(product, api));
  const table = [COLUMNS, COLUMNS.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return [HEAD, table.join('\n'), ...products.map(details)].join('\n\n');
}

function summary(product: Product, api: OpenApi): string[] {
  return [
    `[${product.number}](#${anchorOf(product)})`,
    product.title,
    serviceCell(product),
    signatureCell(product),
    simulatorCell(product, api),
    ...ASPECTS.map((aspect) => countOf(product[aspect])),
    databaseCell(product),
  ];
}

function serviceCell({ services }: Product): string {
  if ('because' in services) return bracketed(services);
  return services
    .map(({ name, methods }) => [`\`${name}\``, ...methods.map((method) => `\`.${method}\``)].join(' '))
    .join('<br>');
}

function signatureCell({ services }: Product): string {
  if ('because' in services) return bracketed(services);
  const signatures = services
    .flatMap(({ name, methods }) => methods.map((method) => signatureOf(name, method)))
    .map(({ request, result }) => code(`${request === '' ? '()' : request} → ${result}`));
  return [...new Set(signatures)].join('<br>');
}

function simulatorCell({ endpoints, simulator }: Product, api: OpenApi): string {
  if (simulator !== undefined) return code(simulator);
  if ('because' in endpoints) return bracketed(endpoints);
  const operations = endpoints.map((name) => {
    const { method, path } = ROWS[name];
    const operation = api.operation(method, path);
    if (operation === undefined) throw new Error(`the simulator does not serve ${method} ${path}`);
    return operation.operationId;
  });
  return [...new Set(operations)].map(code).join('<br>');
}

function countOf(cell: Cell): string {
  if ('because' in cell) return bracketed(cell);
  const { length } = testsIn(cell);
  return length === 1 ? '1 test' : `${length} tests`;
}

/** Where everything that can be shown of a product is shown. */
function databaseCell(product: Product): string {
  const sets = ASPECTS.flatMap((aspect) => databasesOf(product[aspect]));
  const everywhere = (['sqlite', 'mariadb'] as const).filter((name) => sets.every((set) => set.includes(name)));
  return everywhere.map((name) => DATABASE_NAMES[name]).join(', ');
}

/** Databases on which every part of a cell is shown by at least one of its tests; none for a cell without tests. */
export function databasesOf(cell: Cell): (readonly DatabaseName[])[] {
  const tests = testsIn(cell);
  if (tests.length === 0) return [];
  return [[...new Set(tests.flatMap(({ spec, title }) => testNamed(spec, title).databases))]];
}

function details(product: Product): string {
  const rows = ASPECTS.flatMap((aspect) => aspectRows(aspect, product[aspect]));
  const notes = [product.services, product.endpoints].flatMap((part) =>
    'because' in part ? [`${sentence(part.because)} (${part.fact}).`] : [],
  );
  return [
    `## ${product.number}. ${product.title}`,
    ...(notes.length > 0 ? [notes.join(' ')] : []),
    ['| | shown by | databases |', '| --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

function aspectRows(aspect: string, cell: Cell): string[] {
  if ('because' in cell) return [`| ${aspect} | none: ${cell.because} (${cell.fact}) | |`];
  return testsIn(cell).map(({ spec, title, row }, index) => {
    const databases = testNamed(spec, title).databases.map((name) => DATABASE_NAMES[name]);
    const link = `[${spec.slice(spec.lastIndexOf('/') + 1)}](../${spec})`;
    return `| ${index === 0 ? aspect : ''} | ${link}: ${escaped(title)}${row === null ? '' : ` (${row})`} | ${databases.join(', ')} |`;
  });
}

function bracketed({ fact }: NotThere): string {
  return `none (${fact})`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function escaped(text: string): string {
  const filled = text.replaceAll(/%[sdifjop]|\$[\w.]+/g, '…');
  return filled.replaceAll(/[|*_<]/g, (mark) => `\\${mark}`);
}

function anchorOf({ number, title }: Product): string {
  const plain = `${number}. ${title}`.toLowerCase();
  return plain.replaceAll(/[^\p{Letter}\p{Number}\- _]/gu, '').replaceAll(' ', '-');
}
