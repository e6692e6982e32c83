#!/usr/bin/env node
import { buildWhenStale, LIBRARY_FOLDERS } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { bundledNames, linkBundled } from './lib/links.mjs';
import { runMain } from './lib/run.mjs';

/**
 * node scripts/prepack.mjs NAME: what `npm pack` and `npm publish` call in a library's folder, so that what is packed was built,
 * and holds the packages of ours that it cannot do without: one tarball is all that somebody has to install.
 *   MPESA_TEST_SKIP_BUILD=1   packs what was built last
 */
await runMain(async () => {
  const name = process.argv[2];
  const folder = LIBRARY_FOLDERS.find((one) => one.endsWith(`/${name}`));
  linkBundled(folder);
  if (process.env.MPESA_TEST_SKIP_BUILD) return;
  await ensureInstalled();
  await buildWhenStale([...bundledNames(folder), name]);
});
