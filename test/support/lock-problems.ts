/** What these rules read of a package.json, and of an entry of package-lock.json (its version 3). */
export type Manifest = {
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { readonly optional?: boolean }>;
};
export type LockEntry = Manifest & {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
};
export type LockPackages = Readonly<Record<string, LockEntry>>;

const ASKED_FOR = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const satisfies readonly (keyof Manifest)[];

/**
 * Why `npm ci` would refuse these packages, or install them on one machine only, in sentences.
 *
 * @param manifests package.json files by their folder, '' for the root
 */
export function lockProblems(packages: LockPackages, manifests: Record<string, Manifest>): string[] {
  return [
    ...Object.entries(manifests).flatMap(([folder, manifest]) =>
      differing(folder, manifest, packages[folder]),
    ),
    ...Object.keys(packages).flatMap((path) => missing(path, packages)),
    ...Object.entries(packages).flatMap(([path, entry]) => provenance(path, entry)),
  ];
}

function differing(folder: string, manifest: Manifest, locked: LockEntry | undefined): string[] {
  const where = `${folder === '' ? '.' : folder}/package.json`;
  if (!locked) return [`${where} is not in the lock file`];
  return ASKED_FOR.flatMap((field) => {
    const [asked, known] = [manifest[field] ?? {}, locked[field] ?? {}];
    return [...new Set([...Object.keys(asked), ...Object.keys(known)])]
      .filter((name) => asked[name] !== known[name])
      .map((name) => `${where} asks for ${name} ${asked[name]}, the lock file for ${known[name]}`);
  });
}

/** Other platforms' binaries count: npm drops them from a lock file that it writes beside an installed tree. */
function missing(path: string, packages: LockPackages): string[] {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } =
    packages[path] ?? {};
  const needed = { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies };
  return Object.keys(needed)
    .filter((name) => !peerDependenciesMeta?.[name]?.optional)
    .filter((name) => !foldersAbove(path).some((folder) => `${folder}node_modules/${name}` in packages))
    .map((name) => `${path === '' ? '.' : path} needs ${name}, which the lock file lacks`);
}

/** Where Node looks for what a package requires: its own folder, and every one above that holds a node_modules. */
function foldersAbove(path: string): string[] {
  const steps = path === '' ? [] : path.split('/');
  return [...steps.keys()].map((index) => `${steps.slice(0, steps.length - index).join('/')}/`).concat('');
}

function provenance(path: string, { link, resolved, integrity }: LockEntry): string[] {
  if (link || !path.includes('node_modules/')) return [];
  return [
    ...(resolved === undefined ? [] : [`${path} names a registry: ${resolved}`]),
    ...(integrity === undefined ? [`${path} has no integrity`] : []),
  ];
}
