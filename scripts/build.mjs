#!/usr/bin/env node
import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { runMain } from './lib/run.mjs';

/** npm run build: the libraries, then the apps, each into its own dist. */
await runMain(async () => {
  await ensureInstalled();
  await build();
});
