import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromRoot } from './paths.mjs';
import { capture, Refusal } from './run.mjs';

/**
 * The bill of materials of the production tree, CycloneDX as JSON. `npm sbom --omit dev` also leaves out what a workspace needs
 * in production and the root for its tests, so it is asked about a copy of the manifests that has no dependencies for development.
 */
export async function billOfMaterials() {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-sbom-'));
  try {
    const lock = readJson('package-lock.json');
    for (const place of workspacesOf(lock)) {
      write(join(folder, place, 'package.json'), withoutDevelopment(readJson(join(place, 'package.json'))));
      lock.packages[place] = withoutDevelopment(lock.packages[place]);
    }
    write(join(folder, 'package-lock.json'), lock);
    const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
    const { code, output, errors } = await capture('npm', args, { cwd: folder });
    if (code !== 0) throw new Refusal(`npm sbom failed (exit code ${code}):\n${errors.trim()}`);
    return JSON.parse(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The root, which has no name of its own there, and every workspace. */
function workspacesOf({ packages }) {
  return Object.keys(packages).filter((place) => !/(?:^|\/)node_modules\//.test(place));
}

function withoutDevelopment(manifest) {
  return { ...manifest, devDependencies: undefined };
}

function readJson(file) {
  return JSON.parse(readFileSync(fromRoot(file), 'utf8'));
}

function write(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(content));
}
