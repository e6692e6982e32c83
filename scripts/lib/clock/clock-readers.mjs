import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../paths.mjs';
import { SOURCES } from '../specs/sources.mjs';

/** Code that asks what time it is, or starts a program or a library that may. */
const READS =
  /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\buseFakeTimers\b|['"](?:node:)?(?:child_process|worker_threads)['"]|['"]node-forge['"]/;
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Every spec, as a full path. */
export function allSpecs() {
  return ['libs', 'apps', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true })
      .filter((path) => path.endsWith('.spec.ts') && !/(^|\/)(node_modules|dist)\//.test(path))
      .map((path) => join(ROOT, folder, path)),
  );
}

/**
 * The specs whose outcome may depend on the time of day or the date: those that read the clock themselves, or import,
 * however far away, something of ours that does.
 */
export function clockReaders(specs = allSpecs()) {
  const known = new Map();
  const look = (file) => known.get(file) ?? known.set(file, lookInto(file)).get(file);
  return specs.filter((spec) => {
    const reached = new Set([spec]);
    for (const file of reached) {
      const { reads, imports } = look(file);
      if (reads) return true;
      for (const imported of imports) reached.add(imported);
    }
    return false;
  });
}

function lookInto(file) {
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(IMPORT)].flatMap(
    ([, from, called]) => pathOf(from ?? called, file) ?? [],
  );
  return { reads: READS.test(text), imports };
}

function pathOf(module, importer) {
  if (module in SOURCES) return join(ROOT, SOURCES[module]);
  if (!module.startsWith('.')) return undefined;
  const path = join(dirname(importer), module);
  return [path.replace(/\.js$/, '.ts'), path].find((candidate) => existsSync(candidate));
}
