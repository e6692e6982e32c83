#!/usr/bin/env node
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { billOfMaterials } from './lib/bill-of-materials.mjs';
import { build, LIBRARY_FOLDERS } from './lib/build.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { fromRoot } from './lib/paths.mjs';
import { capture, Refusal, runMain } from './lib/run.mjs';

/**
 * npm run release [-- FOLDER]: builds the libraries and puts what is published into release/ (or FOLDER): a tarball of each, and
 * sbom.cdx.json, the bill of materials of everything that is installed with them and with the apps. Publishes nothing.
 *   MPESA_TEST_SKIP_BUILD=1   packs what was built last
 */
await runMain(async () => {
  await ensureInstalled();
  const folder = resolve(process.argv[2] ?? fromRoot('release'));
  if (!process.env.MPESA_TEST_SKIP_BUILD) await build();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const library of LIBRARY_FOLDERS) await pack(library, folder);
  const bill = await billOfMaterials();
  writeFileSync(resolve(folder, 'sbom.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`);
  console.log(`sbom.cdx.json names ${bill.components.length} packages`);
});

async function pack(library, folder) {
  const args = ['pack', `./${library}`, '--pack-destination', folder];
  const { code, output, errors } = await capture('npm', args);
  if (code !== 0) throw new Refusal(`npm pack ./${library} failed (exit code ${code}):\n${errors.trim()}`);
  console.log(resolve(folder, output.trim().split('\n').at(-1)));
}
