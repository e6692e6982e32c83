/** `npm ci` installs package-lock.json on any machine, whoever wrote it: everything asked for is in it, for every platform. */
import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockProblems, type LockPackages, type Manifest } from './support/lock-problems.js';

const ROOT = join(import.meta.dirname, '..');
const { packages } = json<{ packages: LockPackages }>('package-lock.json');
const manifests = Object.fromEntries(
  ['', ...workspaces()].map((folder) => [folder, json<Manifest>(join(folder, 'package.json'))]),
);

describe('the lock file', () => {
  it('is what npm ci installs, on every platform', () => {
    expect(Object.keys(manifests).length).toBeGreaterThan(4);
    expect(lockProblems(packages, manifests)).toEqual([]);
  });

  it.each<[string, () => [LockPackages, Record<string, Manifest>], string]>([
    [
      'a range that changed in package.json alone',
      () => [packages, { ...manifests, '': { ...manifests[''], dependencies: { typeorm: '^9.0.0' } } }],
      './package.json asks for typeorm ^9.0.0, the lock file for undefined',
    ],
    [
      'a binary of another platform',
      () => [without('node_modules/@swc/core-win32-x64-msvc'), manifests],
      'node_modules/@swc/core needs @swc/core-win32-x64-msvc, which the lock file lacks',
    ],
    [
      'a dependency of a dependency',
      () => [without('node_modules/picomatch'), manifests],
      'needs picomatch, which the lock file lacks',
    ],
    [
      'a workspace',
      () => [without('apps/shop'), manifests],
      'apps/shop/package.json is not in the lock file',
    ],
    [
      'the address of a registry',
      () => [changed('node_modules/jest', { resolved: 'http://127.0.0.1:4873/jest.tgz' }), manifests],
      'node_modules/jest names a registry: http://127.0.0.1:4873/jest.tgz',
    ],
    [
      'a package without its checksum',
      () => [changed('node_modules/jest', { integrity: undefined }), manifests],
      'node_modules/jest has no integrity',
    ],
  ])('is refused for %s', (_, spoilt, sentence) => {
    expect(lockProblems(...spoilt()).join('\n')).toContain(sentence);
  });
});

function without(path: string): LockPackages {
  expect(packages).toHaveProperty([path]);
  return Object.fromEntries(Object.entries(packages).filter(([other]) => other !== path));
}

function changed(path: string, over: LockPackages[string]): LockPackages {
  expect(packages).toHaveProperty([path]);
  return { ...packages, [path]: { ...packages[path], ...over } };
}

/** As they lie on the disk: one that the lock file has not heard of is what is sought. */
function workspaces(): string[] {
  return ['libs', 'apps']
    .flatMap((kind) => readdirSync(join(ROOT, kind)).map((name) => `${kind}/${name}`))
    .filter((folder) => existsSync(join(ROOT, folder, 'package.json')));
}

function json<T>(file: string): T {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as T;
}
