#!/usr/bin/env node
import { LIBRARY_FOLDERS } from './lib/build.mjs';
import { unlinkBundled } from './lib/links.mjs';
import { runMain } from './lib/run.mjs';

/** node scripts/postpack.mjs NAME: what npm calls when it has packed a library. */
await runMain(() => {
  unlinkBundled(LIBRARY_FOLDERS.find((folder) => folder.endsWith(`/${process.argv[2]}`)));
});
