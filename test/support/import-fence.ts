import { posix } from 'node:path';
import { importsOf, type Import, type SourceFile } from './source-files.js';

/** What the files of one folder may import. */
export type FenceRow = {
  /** Folders beside it. `all` is for the composition root and the entry files. */
  folders: readonly string[] | 'all';
  /** Packages, or one entry of a package, and `node:` modules by their full names. `all` as above. */
  packages: readonly string[] | 'all';
  /** Packages of which it may name types only. */
  typesOf?: readonly string[];
};

/** One row per folder; the row `''` is for the files at the root. */
export type Fence = Readonly<Record<string, FenceRow>>;

/** One sentence for every import that the fence does not allow, and for every folder it does not know. */
export function fenceBreaches(files: readonly SourceFile[], fence: Fence): string[] {
  return files.flatMap((file) => {
    const folder = folderOf(file.path);
    const row = fence[folder];
    if (!row) return [`${file.path}: the folder ${folder}/ is not in the fence`];
    return importsOf(file)
      .map((named) => breach(file, folder, row, named))
      .filter((problem) => problem !== undefined)
      .map((problem) => `${file.path}: ${problem}`);
  });
}

/** Every ring of files that import each other, type-only imports included, written as `a.ts -> b.ts -> a.ts`. */
export function importCycles(files: readonly SourceFile[]): string[] {
  return rings(new Map(files.map((file) => [file.path, localImports(file)])));
}

function rings(graph: ReadonlyMap<string, Iterable<string>>): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) return void cycles.push([...trail.slice(at), path].join(' -> '));
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return cycles;
}

/**
 * Every ring of folders, at any depth, whose files import each other, as `a -> b -> a`. A folder and those within it are one room.
 */
export function folderKnots(files: readonly SourceFile[]): string[] {
  const graph = new Map<string, Set<string>>();
  for (const file of files) {
    const from = posix.dirname(file.path);
    const to = localImports(file).map((path) => posix.dirname(path));
    const others = to.filter((folder) => !isWithin(folder, from) && !isWithin(from, folder));
    graph.set(from, new Set([...(graph.get(from) ?? []), ...others]));
  }
  return rings(graph);
}

function isWithin(folder: string, room: string): boolean {
  return room === '.' || folder === room || folder.startsWith(`${room}/`);
}

function breach(file: SourceFile, folder: string, row: FenceRow, named: Import): string | undefined {
  const { module } = named;
  if (!module.startsWith('.')) return packageBreach(row, named);
  const target = resolve(file, module);
  if (target.startsWith('..')) return `imports ${module}, outside of the library's sources`;
  const to = folderOf(target);
  if (to === folder || row.folders === 'all') return undefined;
  if (to === '') return `imports the root file ${target}`;
  return row.folders.includes(to) ? undefined : `${folder}/ may not import ${to}/ (${module})`;
}

function packageBreach(row: FenceRow, { module, typeOnly }: Import): string | undefined {
  const name = packageName(module);
  if (typeOnly && row.typesOf?.includes(name)) return undefined;
  if (row.packages === 'all' || row.packages.includes(name) || row.packages.includes(module))
    return undefined;
  return `may not import the package ${name}`;
}

function localImports(file: SourceFile): string[] {
  return importsOf(file)
    .filter(({ module }) => module.startsWith('.'))
    .map(({ module }) => resolve(file, module));
}

function resolve(file: SourceFile, module: string): string {
  return posix.join(posix.dirname(file.path), module).replace(/\.js$/, '.ts');
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

function packageName(module: string): string {
  if (module.startsWith('node:')) return module;
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}
