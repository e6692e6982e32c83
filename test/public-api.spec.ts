/**
 * The exported names of every entry, kept in public-api.txt, so that each one added or taken away is a line in a diff.
 * After a wanted change: UPDATE_PUBLIC_API=1 npm run check
 */
import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportedNames, undocumentedNames } from './support/exported-names.js';

const ROOT = join(import.meta.dirname, '..');
const SNAPSHOT = join(ROOT, 'test/public-api.txt');
const ENTRIES: Readonly<Record<string, string>> = {
  'typeorm-durable': join(ROOT, 'libs/typeorm-durable/src/index.ts'),
  'typeorm-durable/sealing': join(ROOT, 'libs/typeorm-durable/src/sealing.ts'),
  'nestjs-mpesa': join(ROOT, 'libs/mpesa/src/index.ts'),
  'nestjs-mpesa/typeorm': join(ROOT, 'libs/mpesa/src/typeorm.ts'),
  'nestjs-mpesa/testing': join(ROOT, 'libs/mpesa/src/testing.ts'),
  'daraja-simulator': join(ROOT, 'libs/daraja-simulator/src/index.ts'),
  'nestjs-brij-offline': join(ROOT, 'libs/brij-offline/src/index.ts'),
};

describe('the public API', () => {
  const names = exportedNames(Object.values(ENTRIES));

  it('is what public-api.txt says', () => {
    const text = Object.entries(ENTRIES)
      .map(([name, file]) => [`# ${name}`, ...(names.get(file) ?? [])].join('\n'))
      .join('\n\n');
    if (process.env.UPDATE_PUBLIC_API) writeFileSync(SNAPSHOT, `${text}\n`);
    const expected = existsSync(SNAPSHOT) ? readFileSync(SNAPSHOT, 'utf8') : '';
    expect(`${text}\n`.split('\n')).toEqual(expected.split('\n'));
  });

  it('says of everything that is exported what it is', () => {
    expect(undocumentedNames(Object.values(ENTRIES))).toEqual([]);
  });

  it('exports nothing that does not exist', () => {
    const unresolved = [...names.values()].flat().filter((line) => line.startsWith('unresolved'));
    expect(unresolved).toEqual([]);
  });

  it('names every entry of the packages', () => {
    const entries = ['typeorm-durable', 'mpesa', 'daraja-simulator', 'brij-offline'].flatMap((folder) => {
      const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'libs', folder, 'package.json'), 'utf8'));
      const { name, exports } = manifest as { name: string; exports: Record<string, unknown> };
      return Object.keys(exports).map((path) => name + path.slice(1));
    });
    expect(entries.filter((entry) => !entry.endsWith('package.json'))).toEqual(Object.keys(ENTRIES));
  });
});
