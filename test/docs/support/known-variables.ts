import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pages.js';

/** Where settings are read. Specs set variables of their own, which are nobody's settings. */
const PLACES = [
  'libs/mpesa/src',
  'libs/daraja-simulator/src',
  'apps/shop/src',
  'apps/gateway/src',
  'scripts',
  'ormconfig.ts',
];
const READ =
  /\bread\('([A-Z][A-Z0-9_]+)'|\benv(?:\.([A-Z][A-Z0-9_]+)|\[?'([A-Z][A-Z0-9_]+)'\])|\bmilliseconds\('([A-Z_]+)'|, '([A-Z_]+)', \d+\)/g;

/** Every environment variable that the code reads. */
export function knownVariables(): Set<string> {
  const texts = PLACES.flatMap(filesIn).map((path) => readFileSync(path, 'utf8'));
  const names = texts.flatMap((text) =>
    [...text.matchAll(READ)].map(([, ...found]) => found.find((name) => name !== undefined) ?? ''),
  );
  return new Set(names);
}

function filesIn(place: string): string[] {
  const path = join(ROOT, place);
  if (!existsSync(path)) return [];
  if (path.endsWith('.ts')) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?ts$|\.mjs$/.test(entry.name) && !entry.name.includes('.spec.'))
    .map((entry) => join(entry.parentPath, entry.name));
}
