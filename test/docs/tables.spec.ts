/** The tables of the pages are complete, and say what the code says. */
import { describe, expect, it } from '@jest/globals';
import * as library from 'nestjs-mpesa';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Declarations, declaredErrors } from './support/declarations.js';
import { knownVariables } from './support/known-variables.js';
import { readPage, ROOT, rowsOf } from './support/pages.js';

/** The rows of a table without its head. */
function table(page: string, heading?: string): string[][] {
  const rows = rowsOf(readPage(page), heading);
  return rows.filter((_, index) => {
    const isRule = (row: string[] | undefined): boolean =>
      row?.every((cell) => /^:?-+:?$/.test(cell)) ?? false;
    return !isRule(rows[index]) && !isRule(rows[index + 1]);
  });
}

const first = (rows: string[][]): string[] => rows.map(([cell]) => cell ?? '');
const sorted = (names: readonly string[]): string[] => [...names].sort();

/** Which every payload has: the page says so once. */
const isNoType = (field: string): boolean => field !== 'type';

describe('the options page', () => {
  const source = new Declarations('libs/mpesa/src/options/mpesa-options.ts');
  const page = first(table('docs/options.md'));

  it('has every option, and none that is not there', () => {
    const jobNames = first(table('docs/options.md', 'jobs')).filter((name) => !name.startsWith('jobs.'));
    const code = [
      ...source.pathsOf('MpesaStructure').filter((path) => !path.startsWith('routes.')),
      ...source.pathsOf('MpesaRoutes').map((path) => `routes.${path}`),
      ...source.pathsOf('MpesaAccountOptions'),
      ...source.pathsOf('MpesaOptions').filter((path) => path !== 'jobs'),
      'jobs.enabled',
      ...source.pathsOf('JobOptions').map((path) => `jobs.<name>.${path}`),
    ];
    const told = page.filter((name) => !jobNames.includes(name));
    expect(code.length).toBeGreaterThan(40);
    expect(sorted(told)).toEqual(sorted([...new Set(code)]));
  });

  it('has the defaults that the code puts in place', () => {
    const told = new Map(table('docs/options.md').map(([name = '', value = '']) => [name, value]));
    const wrong = defaultsInCode().filter(({ group, name, value }) => {
      const found = [...told].filter(([path]) => path === name || path.endsWith(`${group}.${name}`));
      return !found.some(([, text]) => text === value);
    });
    expect(defaultsInCode().length).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
  });

  it('has every job with its schedule and its name', () => {
    const crons = new Declarations('libs/mpesa/src/options/resolve-options.ts').objectOf('CRONS');
    const jobs = readFileSync(join(ROOT, 'libs/mpesa/src/jobs/mpesa-jobs.ts'), 'utf8');
    const names = new Map(
      [...jobs.matchAll(/option: '(\w+)', name: '([\w:-]+)'/g)].map(([, option, name]) => [option, name]),
    );
    const told = table('docs/options.md', 'jobs').filter(([name]) => !name?.startsWith('jobs.'));
    expect(told.map(([option, name, cron]) => [option, name, cron])).toEqual(
      Object.entries(crons).map(([option, cron]) => [option, names.get(option), cron]),
    );
  });
});

/** `account.type ?? 'paybill'` and its like; the spec of the settings compares the others. */
function defaultsInCode(): { group: string; name: string; value: string }[] {
  const files = ['resolve-options.ts', 'resolve-account.ts'];
  const text = files
    .map((file) => readFileSync(join(ROOT, 'libs/mpesa/src/options', file), 'utf8'))
    .join('\n');
  const found = text.matchAll(
    /(\w+)\?*\.(\w+) \?\? ('[\w ]*'|true|(?:[\d_]+ \* )?(?:[\d_]+|[A-Z]+_MS))(?=[,;)\s])/g,
  );
  return [...found].map(([, group = '', name = '', value = '']) => ({
    group: group === 'given' || group === 'account' ? '' : group,
    name,
    value: value.startsWith("'") ? value.slice(1, -1) : valueOf(value),
  }));
}

/** A word, or a product of numbers and constants. */
function valueOf(expression: string): string {
  return /^[\d_]|^[A-Z]/.test(expression) ? String(product(expression, CONSTANTS)) : expression;
}

function product(expression: string, constants: ReadonlyMap<string, number>): number {
  const factors = expression
    .split(' * ')
    .map((part) => constants.get(part) ?? Number(part.replaceAll('_', '')));
  return factors.reduce((all, factor) => all * factor, 1);
}

const CONSTANTS = [
  ...readFileSync(join(ROOT, 'libs/mpesa/src/values/duration.ts'), 'utf8').matchAll(
    /const (\w+) = ([\w *]+);/g,
  ),
].reduce(
  (known, [, name = '', expression = '']) => known.set(name, product(expression, known)),
  new Map<string, number>(),
);

describe('the environment page', () => {
  it('has every variable that something reads, and no other', () => {
    const elsewhere = ['NODE_ENV', 'NODE_OPTIONS', 'PATH', 'TMPDIR'];
    const read = [...knownVariables()].filter((name) => !elsewhere.includes(name));
    expect(sorted(first(table('docs/environment.md')))).toEqual(sorted(read));
  });

  it('agrees with .env.example, which has every setting of module, simulator and shop', () => {
    const page = readPage('docs/environment.md');
    const told = ['The module', 'The simulator', 'The shop'].flatMap((part) => first(table(page.path, part)));
    const example = readFileSync(join(ROOT, '.env.example'), 'utf8').matchAll(/^(?:# ?)?([A-Z_0-9]+)=/gm);
    expect(sorted([...new Set([...example].map(([, name]) => name ?? ''))])).toEqual(sorted(told));
  });

  it('leads each variable to an option that there is', () => {
    const options = new Set(first(table('docs/options.md')));
    const groups = new Set([...options].map((path) => path.split('.')[0]));
    const strange = table('docs/environment.md', 'The module')
      .map(([, option = '']) => option)
      .filter((option) => !options.has(option) && !groups.has(option) && option !== 'environment.baseUrl');
    expect(strange).toEqual([]);
  });
});

describe('the payments page', () => {
  const statuses = new Declarations('libs/mpesa/src/payments/payment-status.ts');
  const catalogueWords = new Declarations('libs/mpesa/src/values/explanation.ts');

  it('has every error with its code and what it says of money', () => {
    const told = table('docs/payments.md', 'Errors').map(([name, code, retryable, moved]) => ({
      name,
      code,
      retryable,
      moneyMayHaveMoved: moved?.replaceAll('*', ''),
    }));
    const byName = (a: { name?: string }, b: { name?: string }): number =>
      (a.name ?? '') < (b.name ?? '') ? -1 : 1;
    expect(told.sort(byName)).toEqual(declaredErrors().sort(byName));
    const exported = Object.keys(library).filter((name) => name.endsWith('Error') && name !== 'MpesaError');
    expect(sorted(told.map(({ name }) => name ?? ''))).toEqual(sorted(exported));
  });

  it('has every status and every transition', () => {
    expect(first(table('docs/payments.md', 'Status'))).toEqual(
      expect.arrayContaining(statuses.wordsOf('PaymentStatus')),
    );
    const told = table('docs/payments.md', 'Transitions').map(([from = '', to = '']) => [
      from,
      to === 'nothing' ? [] : to.split(', '),
    ]);
    expect(Object.fromEntries(told)).toEqual(statuses.objectOf('TRANSITIONS'));
  });

  it('has every failure word with the codes that mean it', () => {
    const codes = codesOfPayments();
    const told = table('docs/payments.md', 'What a payment carries').map(
      ([word = '', list = '']) =>
        [word, list === '' || list === 'any other' ? [] : list.split(', ')] as const,
    );
    for (const [word, list] of told) {
      const meant = codes.filter(([, failure]) => failure === word).map(([code]) => String(code));
      expect([word, sorted(list)]).toEqual([word, sorted([...new Set(meant)])]);
    }
    const words = told.map(([word]) => word);
    expect(words).toEqual(expect.arrayContaining(catalogueWords.wordsOf('FailureWord')));
  });

  it('has every filter', () => {
    const ports = new Declarations('libs/mpesa/src/payments/payment-ports.ts');
    const sentence = /^Filters: [\s\S]*?\n\n/m.exec(readPage('docs/payments.md').text)?.[0] ?? '';
    const told = [...sentence.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '');
    expect(told).toEqual(ports.membersOf('PaymentFilter'));
  });
});

/** Which word each code stands for, in the products that make payments. */
function codesOfPayments(): (readonly [code: string, failure: unknown])[] {
  const tables = {
    'customer-results.ts': ['CUSTOMER_RESULTS'],
    'organisation-results.ts': ['ORGANISATION_RESULTS', 'CORE_GATEWAY_RESULTS'],
    'product-results.ts': ['B2B_EXPRESS_RESULTS'],
  };
  const written = Object.entries(tables).flatMap(([file, names]) => {
    const source = new Declarations(`libs/mpesa/src/daraja/catalogue/${file}`);
    return names.flatMap((name) => Object.entries(source.objectOf(name)));
  });
  // These rows are made, since their advice names the role.
  const roles = ['21', 'TP40153'].map((code) => [code, library.explainResult(code, 'b2c').failure] as const);
  return [...written.map(([code, entry]) => [code, (entry as unknown[])[0]] as const), ...roles];
}

describe('the events page', () => {
  const source = new Declarations('libs/mpesa/src/payments/payment-events.ts');

  it('has every durable event with its payload', () => {
    const told = table('docs/events.md', 'The durable events').map(([name, payload]) => [name, payload]);
    const code = source
      .typedMembersOf('DurableEventMap')
      .map(([name, type]) => [name.replaceAll("'", ''), type]);
    expect(told).toEqual(code);
  });

  it('has every best-effort event with its fields', () => {
    const told = table('docs/events.md', 'Best effort').map(([name, fields]) => [name, fields?.split(', ')]);
    const code = source
      .typedMembersOf('BestEffortEventMap')
      .map(([name, type]) => [
        name.replaceAll("'", ''),
        [...type.matchAll(/readonly (\w+):/g)].map(([, field = '']) => field).filter(isNoType),
      ]);
    expect(told).toEqual(code);
  });

  it.each([
    'PaymentEvent',
    'PaymentSucceeded',
    'PaymentFailed',
    'PaymentInReview',
    'PaymentReversed',
    'PaymentSuperseded',
    'BalanceReceived',
    'StatusReceived',
  ])('has every field of %s', (name) => {
    expect(first(table('docs/events.md', name))).toEqual(source.membersOf(name).filter(isNoType));
  });
});

describe('the events of standing orders', () => {
  const source = new Declarations('libs/mpesa/src/payments/standing-order-events.ts');

  it.each(['StandingOrderEvent', 'StandingOrderActive', 'StandingOrderFailed'])(
    'have every field of %s on the page',
    (name) => {
      expect(first(table('docs/events.md', name))).toEqual(source.membersOf(name).filter(isNoType));
    },
  );

  it('have every status on theirs', () => {
    const statuses = new Declarations('libs/mpesa/src/payments/standing-order.ts');
    expect(sorted(first(table('docs/collect.md', 'Standing orders')))).toEqual(
      sorted(statuses.wordsOf('StandingOrderStatus')),
    );
  });
});

describe('the other pages', () => {
  it('have every status of a stored callback', () => {
    const inbox = new Declarations('libs/mpesa/src/inbox/inbox-store.ts');
    const told = first(table('docs/callbacks.md', 'What happens to one, in order'));
    expect(sorted(told)).toEqual(sorted(inbox.wordsOf('CallbackStatus')));
    const subjects = new Declarations('libs/mpesa/src/inbox/callback-kinds.ts').objectOf('CALLBACK_SUBJECTS');
    const kinds = first(table('docs/callbacks.md', 'URLs')).flatMap((cell) => cell.split(', '));
    expect(sorted(kinds)).toEqual(sorted(Object.keys(subjects)));
  });

  it('have every code that refuses a C2B payment', () => {
    const codes = new Declarations('libs/mpesa/src/daraja/contracts/c2b-callbacks.contract.ts');
    const told = first(table('docs/c2b.md', 'Say whether a payment is welcome'));
    expect(told).toEqual(Object.keys(codes.objectOf('C2B_REJECTIONS')));
  });

  it('have every fault of the simulator', () => {
    const faults = new Declarations('libs/daraja-simulator/src/faults/fault-rule.ts');
    const told = first(table('docs/simulator.md', 'Let it go wrong'));
    expect(sorted(told)).toEqual(sorted(Object.keys(faults.objectOf('FAULTS'))));
  });

  it('have every reason for a review', () => {
    const files = [
      'recording/apply-fact.ts',
      'recording/apply-failure.ts',
      'recording/apply-success.ts',
      'held-back.ts',
      'denied.ts',
      'money/place-money.ts',
    ];
    const rules = files
      .map((file) => readFileSync(join(ROOT, 'libs/mpesa/src/payments', file), 'utf8'))
      .join('\n');
    const reasons = [
      ...rules.matchAll(/reviewReason: [`']([\w-]+)|(?:_DIFFERS|_BACKUP|_DOUBT|DENIED) = '([\w-]+)'/g),
    ].map(([, plain, named]) => plain ?? named ?? '');
    const told = first(table('docs/operations.md', 'Review')).map((reason) => reason.replace(': …', ''));
    expect(sorted(told)).toEqual(sorted([...new Set(reasons)]));
  });

  it('have every folder of the library', () => {
    const fence = readFileSync(join(ROOT, 'test/architecture.spec.ts'), 'utf8');
    const table_ = /const FENCE: Fence = \{([\s\S]*?)\n\};/.exec(fence)?.[1] ?? '';
    const folders = [...table_.matchAll(/^ {2}(\w+): \{/gm)].map(([, name]) => name ?? '');
    const told = first(table('docs/architecture.md', 'Folders of `libs/mpesa/src`'));
    expect(folders.length).toBeGreaterThan(10);
    expect(sorted(told)).toEqual(sorted(folders));
  });
});
