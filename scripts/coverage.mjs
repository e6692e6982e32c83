#!/usr/bin/env node
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { runJest } from './lib/jest.mjs';
import { provideMariaDb } from './lib/mariadb.mjs';
import { BIN, fromRoot } from './lib/paths.mjs';
import { captureNode, Refusal, runMain, runNode } from './lib/run.mjs';

const PROGRAM = [BIN.tsx, fromRoot('test/coverage/main.ts')];

/** npm run coverage:api: runs every test that docs/api-coverage.md names, on both databases, and writes the page anew. */
await runMain(async () => {
  await ensureInstalled();
  const { code, output } = await captureNode([...PROGRAM, 'specs']);
  if (code !== 0) throw new Refusal(output);
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-coverage-'));
  const database = await provideMariaDb();
  try {
    if (!database) throw new Refusal('The page tells of both databases, but no MariaDB could be started.');
    const results = join(folder, 'results.json');
    const specs = output.split('\n').filter((line) => line.endsWith('.spec.ts'));
    await runJest(['--maxWorkers=2', '--runTestsByPath', ...specs.map((spec) => fromRoot(spec))], {
      env: { MPESA_TEST_MYSQL_URL: database.url },
      results,
    });
    return await runNode([...PROGRAM, 'write', results]);
  } finally {
    await database?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
