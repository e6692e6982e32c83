#!/usr/bin/env node
import { buildWhenStale } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { runMain } from './lib/run.mjs';

/**
 * node scripts/prepack.mjs NAME: what `npm pack` and `npm publish` call in a library's folder, so that what is packed was built.
 *   MPESA_TEST_SKIP_BUILD=1   packs what was built last
 */
await runMain(async () => {
  if (process.env.MPESA_TEST_SKIP_BUILD) return;
  await ensureInstalled();
  await buildWhenStale([process.argv[2]]);
});
