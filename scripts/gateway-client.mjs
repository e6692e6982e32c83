#!/usr/bin/env node
import { mkdirSync } from 'node:fs';
import { BUILT, buildWhenStale } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { fromRoot } from './lib/paths.mjs';
import { runMain, runNode } from './lib/run.mjs';
import { readEnvFile } from './lib/settings.mjs';

/** npm run gateway:client -- create --name "My shop" [--prefix FT] [--callback URL] */
await runMain(async () => {
  await ensureInstalled();
  readEnvFile();
  await buildWhenStale(['mpesa', 'gateway']);
  mkdirSync(fromRoot('data'), { recursive: true });
  return runNode([BUILT.gatewayClient, ...process.argv.slice(2)]);
});
