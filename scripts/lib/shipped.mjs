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
    if (file.endsWith('.js')) shorten(ts, file);
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

/** Without comments, which an editor shows of the declarations; and without a module that had only types, which nobody imports. */
function shorten(ts, file) {
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, removeComments: true },
  });
  if (outputText.trim() === 'export {};') rmSync(file);
  else writeFileSync(file, withTabs(ts, outputText));
}

/** Tabs for the compiler's four spaces, which are a hundredth of a tarball; but not in a text over several lines. */
function withTabs(ts, code) {
  const texts = [];
  const visit = (node) => {
    if (ts.isTemplateLiteralToken(node)) texts.push(node);
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile('x.js', code, ts.ScriptTarget.ESNext);
  visit(source);
  const isInText = (at) => texts.some((text) => text.getStart(source) < at && at < text.end);
  return code.replace(/^( {4})+/gm, (spaces, _, at) =>
    isInText(at) ? spaces : '\t'.repeat(spaces.length / 4),
  );
}
