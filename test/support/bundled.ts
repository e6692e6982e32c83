/**
 * A program of ours and all it imports as one file: a process of it is there after half of the CPU time that thousands of files
 * take, and most of what a spec with many processes costs is their start. That the compiled packages start as they are shipped
 * is shown by the specs that start them so.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, version, type BuildOptions, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
/** In `node_modules`, so that what is left outside is found from there. */
const FOLDER = join(ROOT, 'node_modules/.cache/bundles');

/** Of what CommonJS modules expect around them, what a module of ours does not have. */
const AROUND = `
import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(import.meta.url);
const { filename: __filename, dirname: __dirname } = import.meta;`;

const OPTIONS: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Nest and TypeORM tell classes apart by their names.
  keepNames: true,
  minifyWhitespace: true,
  minifySyntax: true,
  banner: { js: AROUND },
  // Not the paths of the repository's own: the libraries are imported as they were built.
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  // What goes wrong is thrown.
  logLevel: 'silent',
};

/** The path of the one file, kept from run to run until something that is in it changes. */
export async function bundled(program: string): Promise<string> {
  const key = createHash('sha256').update(JSON.stringify([version, OPTIONS, program]));
  const file = join(FOLDER, `${basename(program)}-${key.digest('hex').slice(0, 16)}.mjs`);
  if (!isFresh(file)) await make(program, file);
  return file;
}

async function make(program: string, file: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    entryPoints: [program],
    outfile: file,
    absWorkingDir: ROOT,
    plugins: [outside],
    metafile: true,
    write: false,
  });
  const inputs = Object.keys(metafile.inputs).map((input) => [input, stampOf(input)]);
  mkdirSync(FOLDER, { recursive: true });
  writeWhole(file, outputFiles[0]?.contents ?? '');
  writeWhole(`${file}.inputs`, JSON.stringify(Object.fromEntries(inputs)));
}

/** A binary cannot be in it, nor what is not installed: TypeORM and Nest ask for much that is only there for those who need it. */
const outside: Plugin = {
  name: 'outside',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...asked }) => {
      if (pluginData === outside || path.startsWith('node:')) return undefined;
      if (path === 'better-sqlite3') return { path, external: true };
      const found = await resolve(path, { ...asked, pluginData: outside });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
  },
};

function isFresh(file: string): boolean {
  if (!existsSync(`${file}.inputs`)) return false;
  const inputs = JSON.parse(readFileSync(`${file}.inputs`, 'utf8')) as Record<string, string>;
  return Object.entries(inputs).every(([input, stamp]) => stampOf(input) === stamp);
}

function stampOf(input: string): string {
  const stat = statSync(join(ROOT, input), { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : `${stat.size} ${stat.mtimeMs}`;
}

/** Two workers may make the same one at once. */
function writeWhole(file: string, content: string | Uint8Array): void {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, content);
  renameSync(own, file);
}
