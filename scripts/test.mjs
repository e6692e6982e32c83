#!/usr/bin/env node
import { buildWhenStale } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { closingLine } from './lib/jest.mjs';
import { provideMariaDb } from './lib/mariadb.mjs';
import { keepTemporaryFilesInMemory } from './lib/memory-folder.mjs';
import { Refusal, runMain, wasInterrupted } from './lib/run.mjs';
import { runAll, testPlan } from './lib/test-runs.mjs';

/**
 * npm test [-- jest arguments]
 *   --clock MOMENT    every spec begins at that time: tomorrow, next-year, leap-day, year-end (scripts/lib/clock/moments.mjs),
 *                     +400d, or 2028-02-29T12:00:00+03:00
 *   --every-clock     as CI does: by this machine's clock, and what reads the clock again at the four moments
 *   --timings         the thirty slowest specs, at the end
 *   MPESA_TEST_MYSQL_URL=mysql://user:password@host/   a server to use, whose user may create databases
 *   MPESA_TEST_SKIP_BUILD=1                            use the libraries as they were built last
 */
await runMain(async () => {
  const counts = { passed: 0, failed: 1, skipped: 0 };
  let database;
  const tidyUp = keepTemporaryFilesInMemory();
  try {
    await ensureInstalled();
    const { runs, timings } = testPlan(process.argv.slice(2));
    // Some specs kill a running app, and that app is the compiled one.
    if (!process.env.MPESA_TEST_SKIP_BUILD) await buildWhenStale();
    database = await provideMariaDb();
    announce(database);
    const result = await runAll(runs, database ? { MPESA_TEST_MYSQL_URL: database.url } : {}, { timings });
    Object.assign(counts, result.counts);
    return result.code;
  } catch (error) {
    console.error(`\n${error instanceof Refusal ? error.message : error.stack}`);
    return 1;
  } finally {
    await database?.stop();
    tidyUp();
    if (!wasInterrupted()) console.log(`\n${closingLine(counts)}`);
  }
});

function announce(database) {
  if (database) return console.log(`Databases: SQLite, and MariaDB from ${database.from}`);
  const missing =
    'no MariaDB: MPESA_TEST_MYSQL_URL is not set, no mariadbd or mysqld could be started, no Docker engine answers';
  if (process.env.CI === 'true')
    throw new Refusal(`With CI=true both databases must be tested, but there is ${missing}.`);
  console.log(
    `\n!!! SQLITE ONLY, every MariaDB test is left out: ${missing} (Debian: apt-get install mariadb-server) !!!\n`,
  );
}
