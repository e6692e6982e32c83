/** Nothing in the pages is only an illustration: every block of code is compiled, parsed or looked up. */
import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileBlocks } from './support/compile-blocks.js';
import { blocksOf, readPages, ROOT, whereIs, type Block } from './support/pages.js';
import { knownVariables } from './support/known-variables.js';

/** `text` is for drawings and for what a program prints. */
const LANGUAGES = ['ts', 'json', 'sh', 'env', 'sql', 'text'];

const blocks = readPages().flatMap(blocksOf);
const inLanguage = (language: string): Block[] => blocks.filter((block) => block.language === language);

describe('a block of code', () => {
  it('names a language that is checked here', () => {
    expect(blocks.length).toBeGreaterThan(20);
    expect(blocks.filter(({ language }) => !LANGUAGES.includes(language)).map(whereIs)).toEqual([]);
  });

  it('in TypeScript compiles against the libraries', () => {
    expect(inLanguage('ts').length).toBeGreaterThan(10);
    expect(compileBlocks(inLanguage('ts'))).toEqual([]);
  });

  it('in JSON can be parsed', () => {
    for (const { text } of inLanguage('json')) expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it('with settings sets only variables that something reads', () => {
    const known = knownVariables();
    const strange = inLanguage('env').flatMap((block) =>
      variablesIn(block.text)
        .filter((name) => !known.has(name))
        .map((name) => `${whereIs(block)} ${name}`),
    );
    expect(strange).toEqual([]);
  });

  it('for the shell calls only commands that exist', () => {
    const wrong = inLanguage('sh').flatMap((block) =>
      problemsIn(block.text).map((problem) => `${whereIs(block)} ${problem}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the check itself', () => {
  const broken: Block = { page: 'p.md', line: 7, language: 'ts', file: null, continues: false, text: '' };

  it('sees a call that the library does not have, on its line of the page', () => {
    const text = "\nawait stkPush.request({ phone: '0722 000 000', shillings: 10 });\n";
    const [complaint] = compileBlocks([{ ...broken, text }]);
    expect(complaint).toMatchObject({ page: 'p.md', line: 9 });
    expect(complaint?.message).toMatch(/shillings/);
  });

  it('sees an import that is not exported, and a block that continues another', () => {
    const first = { ...broken, text: "import { MpesaModul } from 'nestjs-mpesa';\nconst n = 1;\n" };
    const second = { ...broken, line: 20, continues: true, text: 'const text: string = n;\n' };
    const found = compileBlocks([first, second]).map(({ line, message }) => `${line} ${message}`);
    expect(found).toEqual([
      expect.stringMatching(/^8 .*MpesaModul/),
      expect.stringMatching(/^21 .*not assignable/),
    ]);
  });

  it('sees scripts, tools and variables that do not exist', () => {
    expect(problemsIn('npm run simulater\nnpm start\n')).toEqual(['npm run simulater']);
    expect(problemsIn('npx no-such-tool --fast\nFOO=1 npm test -- test/docs\n')).toEqual([
      'npx no-such-tool',
    ]);
    expect(problemsIn('frobnicate the till\n')).toEqual(['frobnicate']);
    expect(knownVariables().has('MPESA_PASKEY')).toBe(false);
  });
});

function variablesIn(text: string): string[] {
  return [...text.matchAll(/^ *(?:# *)?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name ?? '');
}

/** Programs that come with the machine. */
const SYSTEM = ['cd', 'git', 'curl', 'node', 'npm', 'npx', 'openssl', 'mariadb', 'sqlite3', 'kill'];
const NPM_COMMANDS = ['install', 'pack', 'rebuild', 'ci'];

function problemsIn(text: string): string[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  const commands = lines.flatMap((line) => line.replace(/(^|\s)#.*$/, '').split(/&&|\|/));
  return commands.flatMap((command) => problemOf(command.trim().replace(/^([A-Z_]+=\S+ +)+/, '')) ?? []);
}

function problemOf(command: string): string | null {
  if (command === '') return null;
  const [program = '', first = '', second = ''] = command.split(/\s+/);
  if (!SYSTEM.includes(program)) return program;
  if (program === 'npx') return isTool(first) ? null : `npx ${first}`;
  if (program !== 'npm' || NPM_COMMANDS.includes(first)) return null;
  const script = first === 'run' ? second : first;
  return script in scripts() ? null : ['npm', first, second].join(' ').trim();
}

/** Installed, or the program of a package of ours, which npm links only where it has been built. */
function isTool(name: string): boolean {
  const ours = ['libs/mpesa', 'libs/daraja-simulator'].flatMap((folder) =>
    Object.keys(manifest(folder).bin ?? {}),
  );
  return ours.includes(name) || existsSync(join(ROOT, 'node_modules/.bin', name));
}

function scripts(): Record<string, string> {
  return manifest('.').scripts ?? {};
}

function manifest(folder: string): { scripts?: Record<string, string>; bin?: Record<string, string> } {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as object;
}
