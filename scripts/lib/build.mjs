import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './alone.mjs';
import { BIN, fromRoot } from './paths.mjs';
import { linkPrograms } from './programs.mjs';
import { captureNode, Refusal } from './run.mjs';
import { leaveWhatIsNeeded } from './shipped.mjs';

/** What other libraries are built with. */
const GROUND = [
  {
    name: 'typeorm-durable',
    folder: 'libs/typeorm-durable',
    outputs: ['index', 'sealing'].flatMap(withTypes),
  },
];
const LIBRARIES = [
  {
    name: 'mpesa',
    folder: 'libs/mpesa',
    outputs: [...['index', 'typeorm', 'testing'].flatMap(withTypes), 'cli/main.js'],
  },
  { name: 'daraja-simulator', folder: 'libs/daraja-simulator', outputs: [...withTypes('index'), 'main.js'] },
  { name: 'brij-offline', folder: 'libs/brij-offline', outputs: withTypes('index') },
];
const APPS = [
  { name: 'shop', folder: 'apps/shop', outputs: ['main.js'] },
  { name: 'gateway', folder: 'apps/gateway', outputs: ['main.js', 'client-cli.js'] },
];

/** What is published, from the root. */
export const LIBRARY_FOLDERS = [...GROUND, ...LIBRARIES].map(({ folder }) => folder);

const WAVES = [GROUND, LIBRARIES, APPS];
const PROJECTS = WAVES.flat();

/** Where the built programs are. */
export const BUILT = {
  simulator: fromRoot('libs/daraja-simulator/dist/main.js'),
  shop: fromRoot('apps/shop/dist/main.js'),
  gateway: fromRoot('apps/gateway/dist/main.js'),
  gatewayClient: fromRoot('apps/gateway/dist/client-cli.js'),
};

/** Two builds at once would delete each other's output. */
const LOCK = fromRoot('node_modules/.cache/build.lock');

/** Builds in waves, each side by side: a project reads the declarations of those before it. */
export function build(wanted = () => true) {
  return alone(LOCK, () => buildAll(wanted), sayWho);
}

async function buildAll(wanted) {
  console.log('Building ...');
  const startedAt = Date.now();
  for (const wave of WAVES) {
    const reports = await Promise.all(wave.filter(wanted).map(buildProject));
    const problems = reports.filter(Boolean);
    if (problems.length > 0) throw new Refusal(problems.join('\n\n'));
  }
  console.log(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

function sayWho() {
  console.log('Another process is building; waiting for it ...');
}

/** Builds only when something that is compiled changed after the last build: everything, or the projects named. */
export async function buildWhenStale(names) {
  const wanted = ({ name }) => names === undefined || names.includes(name);
  const stale = () => PROJECTS.filter(wanted).some(isStale);
  // Looked at again under the lock: whoever had it may have built it all. A build that is under way looks like a stale one.
  if (stale()) await alone(LOCK, () => stale() && buildAll(wanted), sayWho);
  // Built by an earlier install, whose links may be gone.
  for (const { folder } of PROJECTS.filter(wanted)) linkPrograms(folder);
}

async function buildProject({ name, folder, outputs }) {
  clean(folder);
  const { code, output } = await captureNode([BIN.nest, 'build', name]);
  if (code !== 0) return `${name} does not build:\n${output.trim()}`;
  const missing = outputs.filter((file) => !existsSync(fromRoot(folder, 'dist', file)));
  if (missing.length > 0) return `${name} was built without ${missing.join(', ')} in ${folder}/dist`;
  if (LIBRARY_FOLDERS.includes(folder)) await leaveWhatIsNeeded(fromRoot(folder, 'dist'), outputs);
  linkPrograms(folder);
  return undefined;
}

/** A .tsbuildinfo that outlives its dist makes the next build emit no declarations, silently. */
function clean(folder) {
  rmSync(fromRoot(folder, 'dist'), { recursive: true, force: true });
  for (const file of readdirSync(fromRoot(folder))) {
    if (file.endsWith('.tsbuildinfo')) rmSync(fromRoot(folder, file));
  }
}

function isStale({ folder, outputs }) {
  const built = outputs.map((file) => fromRoot(folder, 'dist', file));
  if (!built.every((file) => existsSync(file))) return true;
  const oldestOutput = Math.min(...built.map((file) => statSync(file).mtimeMs));
  return newestSource(fromRoot(folder)) > oldestOutput;
}

function newestSource(folder) {
  const settings = readdirSync(folder)
    .filter((file) => /^(package|tsconfig.*)\.json$/.test(file))
    .map((file) => join(folder, file));
  const sources = readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  return Math.max(...[...settings, ...sources].map((file) => statSync(file).mtimeMs));
}

function withTypes(entry) {
  return [`${entry}.js`, `${entry}.d.ts`];
}
