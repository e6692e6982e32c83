import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Paths of what the folder's package-lock.json names and its node_modules lacks, or has in another version. Compared by
 * content and not by age: a checkout makes every file new, and `npm ci` begins by deleting what is there. Optional packages
 * may be for other machines, and what somebody added by hand is left alone.
 */
export function notInstalled(folder) {
  const installed = packagesOf(join(folder, 'node_modules/.package-lock.json'));
  return Object.entries(packagesOf(join(folder, 'package-lock.json')))
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .filter(([path, { version, optional }]) =>
      installed[path] ? installed[path].version !== version : !optional,
    )
    .map(([path]) => path);
}

/** npm writes the one in node_modules last: where it is missing, an install did not come to its end. */
function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}
