/** What stands in this repository is known to everybody, so none of it may sign a callback URL. */
import { describe, expect, it } from '@jest/globals';
import { secretProblem } from 'nestjs-mpesa';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './support/pages.js';

const SKIPPED = new Set(['node_modules', 'dist', '.git', 'data']);
const READ = /(?:\.(?:md|ts|mts|mjs|cjs|js|json|yml|yaml|env|html|http)|\.env\.example)$/;
/** Hashes of packages, and bodies as Safaricom sends them. */
const NO_SETTINGS = /^(?:package-lock\.json|test\/fixtures\/)/;

/** A value given to something that is called a secret, a key or a password. */
const ASSIGNED =
  /(?:secret|passkey|password|passphrase|admin_?key|consumer_?key|api_?key)s?\w{0,20}['"]?\s?[=:]\s?\[?['"`]?([^\s'"`,\]}]{16,200}|['"`][^'"`]{16,200})/gi;

/** Calls and patterns, which are no values. */
const CODE = /[(){}]|^\//;

function* textFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* textFiles(path);
    if (entry.isFile() && READ.test(entry.name)) yield path;
  }
}

function published(): { readonly value: string; readonly file: string }[] {
  return [...textFiles(ROOT)].flatMap((path) => {
    const file = relative(ROOT, path);
    if (NO_SETTINGS.test(file)) return [];
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.length < 2_000);
    return lines.flatMap((line) =>
      [...line.matchAll(ASSIGNED)].flatMap(([, value = '']) => {
        const bare = value.replace(/^['"`]/, '');
        return bare.length < 16 || CODE.test(bare) ? [] : [{ value: bare, file }];
      }),
    );
  });
}

describe('the secrets of this repository', () => {
  it('are found', () => {
    expect(published().length).toBeGreaterThan(10);
  });

  it('are no secrets', () => {
    expect(published().filter(({ value }) => secretProblem(value) === null)).toEqual([]);
  });
});
