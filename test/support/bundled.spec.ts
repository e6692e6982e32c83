/** What the processes of the specs are started from is what lies in the sources now. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundled } from './bundled.js';

const folder = mkdtempSync(join(tmpdir(), 'mpesa-bundled-'));
const program = join(folder, 'program.ts');
const made = new Set<string>();

afterAll(() => {
  for (const path of [folder, ...[...made].flatMap((file) => [file, `${file}.inputs`])])
    rmSync(path, { recursive: true, force: true });
});

async function bundle(): Promise<string> {
  const file = await bundled(program);
  made.add(file);
  return file;
}

const says = (word: string) =>
  writeFileSync(join(folder, 'word.ts'), `export const word: string = '${word}';`);
const printed = async () =>
  execFileSync(process.execPath, [await bundle()], { encoding: 'utf8', stdio: 'pipe' }).trim();

describe('a program as one file', () => {
  it('needs no other file but those that cannot be in one', async () => {
    says('one');
    writeFileSync(
      program,
      `import { word } from './word.js';
       import Database from 'better-sqlite3';
       import { absent } from 'absent';
       const [row] = new Database(':memory:').prepare('SELECT 1 AS n').all() as { n: number }[];
       console.log(word, row?.n, absent);`,
    );
    await expect(printed()).rejects.toThrow(/Cannot find package 'absent'/);
    writeFileSync(
      program,
      `import { word } from './word.js';
       import Database from 'better-sqlite3';
       const [row] = new Database(':memory:').prepare('SELECT 1 AS n').all() as { n: number }[];
       console.log(word, row?.n);`,
    );
    expect(await printed()).toBe('one 1');
  });

  it('is kept as long as nothing that is in it has changed, and made anew then', async () => {
    says('two, and longer');
    expect(await printed()).toBe('two, and longer 1');
    const { ino } = statSync(await bundle());
    expect(statSync(await bundle()).ino).toBe(ino);
    says('three');
    expect(await printed()).toBe('three 1');
  });

  it('is made anew where a file of it is gone', async () => {
    await bundle();
    rmSync(join(folder, 'word.ts'));
    await expect(bundle()).rejects.toThrow(/word/);
  });
});
