import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The root of the repository, wherever the script was called from. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** An absolute path from parts below the root. */
export const fromRoot = (...parts) => join(ROOT, ...parts);

/** The JavaScript files of the tools, started with this Node: npx would cost a second each time. */
export const BIN = {
  jest: fromRoot('node_modules/jest/bin/jest.js'),
  nest: fromRoot('node_modules/@nestjs/cli/bin/nest.js'),
  oxlint: fromRoot('node_modules/oxlint/bin/oxlint'),
  prettier: fromRoot('node_modules/prettier/bin/prettier.cjs'),
  tsc: fromRoot('node_modules/typescript/bin/tsc'),
  tsx: fromRoot('node_modules/tsx/dist/cli.mjs'),
};
