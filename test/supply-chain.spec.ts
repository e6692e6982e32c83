/** What somebody installs with us runs nothing while it is installed, reports to nobody, and may be used by anybody. */
import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');

interface Package {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
}

/** The production tree: what `npm ci --omit=dev` installs, by its place. */
const PRODUCTION = Object.entries(
  json<{ packages: Record<string, Package> }>('package-lock.json').packages,
).filter(([place, { dev }]) => place.startsWith('node_modules/') && dev !== true);

/** Permissive ones, which ask for no more than a notice. */
const LICENCES = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'Python-2.0',
  'BlueOak-1.0.0',
];

function json<T>(file: string): T {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as T;
}

/** Some old packages name theirs in a list, which the lock file does not repeat. */
function licenceOf([place, { license }]: (typeof PRODUCTION)[number]): string {
  if (license !== undefined) return license;
  const { licenses = [] } = json<{ licenses?: readonly { type: string }[] }>(`${place}/package.json`);
  return licenses.map(({ type }) => type).join(' OR ') || 'none';
}

/** Of several to choose from, one is enough. */
function isPermissive(licence: string): boolean {
  return licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((one) => LICENCES.includes(one));
}

describe('what is installed with us in production', () => {
  const installed = PRODUCTION.filter(([, { link }]) => link !== true);

  it('runs no script while it is installed, but for the SQLite binding, which is compiled', () => {
    const scripts = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    expect(installed.length).toBeGreaterThan(200);
    expect(scripts.map(([place]) => place)).toEqual(['node_modules/better-sqlite3']);
  });

  it('reports to nobody: an empty package stands where swagger-ui-dist asks for one that does', () => {
    const reporter = PRODUCTION.find(([place]) => place === 'node_modules/@scarf/scarf');
    expect(reporter?.[1]).toMatchObject({ link: true, resolved: 'scripts/stubs/scarf' });
    expect(Object.keys(json('scripts/stubs/scarf/package.json'))).not.toContain('scripts');
  });

  it('has a licence that lets anybody use it', () => {
    const refused = installed.map((one) => [one[0], licenceOf(one)] as const);
    expect(refused.filter(([, licence]) => !isPermissive(licence))).toEqual([]);
  });

  it('is all in the bill of materials of a release, with its checksums, and nothing else is', async () => {
    const script = `
      import { billOfMaterials } from './scripts/lib/bill-of-materials.mjs';
      console.log(JSON.stringify(await billOfMaterials()));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: ROOT,
      maxBuffer: 2 ** 24,
    });
    const { components } = JSON.parse(stdout) as { components: { name: string; hashes?: unknown[] }[] };
    const listed = new Set(components.filter(({ hashes }) => hashes?.length === 1).map(({ name }) => name));
    const names = installed.map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 13));
    expect([...listed].sort()).toEqual([...new Set(names)].sort());
  });

  it.each(['GPL-3.0', 'none', 'SEE LICENSE IN LICENSE', 'UNLICENSED', 'AGPL-3.0 OR GPL-2.0'])(
    'would be refused under %s',
    (licence) => expect(isPermissive(licence)).toBe(false),
  );
});
