#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { buildWhenStale } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { provideMariaDb } from './lib/mariadb.mjs';
import { BIN, fromRoot } from './lib/paths.mjs';
import { Refusal, runMain, runNode } from './lib/run.mjs';

/** The data fits in memory and the log has room, so that the figures show the commits and not the page cache. */
const SETTINGS = ['--innodb-buffer-pool-size=512M', '--innodb-log-file-size=256M'];

/** The root tsconfig's `paths` lead to the sources, which tsx would compile without Nest's decorator metadata. */
const COMPILED_LIBRARIES = ['--tsconfig', fromRoot('scripts/lib/tsconfig.compiled.json')];

/** npm run bench [-- --json FILE]: the figures of the README and docs, measured on this machine in one run. */
await runMain(async () => {
  const bench = fromRoot('test/bench/bench.ts');
  if (!existsSync(bench)) throw new Refusal('There is no test/bench/bench.ts.');
  await ensureInstalled();
  await buildWhenStale();
  const database = await provideMariaDb(SETTINGS);
  if (!database) throw new Refusal('The bench needs MariaDB (Debian: apt-get install mariadb-server).');
  try {
    console.log(`MariaDB from ${database.from}`);
    return await runNode([BIN.tsx, ...COMPILED_LIBRARIES, bench, ...process.argv.slice(2)], {
      env: { MPESA_TEST_MYSQL_URL: database.url },
    });
  } finally {
    await database.stop();
  }
});
