import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const DECLARATION = '.d.ts';
const IMPORTED = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)\.js['"]/g;

/** Leaves of what was built what those who import one of the entries need: half as much. */
export async function leaveWhatIsNeeded(dist, entries) {
  // Not at the top: whoever builds may have to install it first.
  const { default: ts } = await import('typescript');
  const files = readdirSync(dist, { recursive: true }).map((path) => join(dist, path));
  const needed = reachable(
    entries.filter((entry) => entry.endsWith(DECLARATION)).map((entry) => join(dist, entry)),
  );
  for (const file of files) {
    if (file.endsWith('.js')) dropComments(ts, file);
    if (file.endsWith(DECLARATION) && !needed.has(file)) rmSync(file);
  }
}

/** The declarations that somebody can come upon from these. */
function reachable(declarations) {
  const reached = new Set(declarations);
  for (const file of reached) {
    for (const [, path] of readFileSync(file, 'utf8').matchAll(IMPORTED))
      reached.add(resolve(dirname(file), `${path}${DECLARATION}`));
  }
  return reached;
}

/** An editor shows those of the declarations. */
function dropComments(ts, file) {
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, removeComments: true },
  });
  writeFileSync(file, outputText);
}
