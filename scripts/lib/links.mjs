import { existsSync, lstatSync, mkdirSync, readFileSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { fromRoot } from './paths.mjs';

/** Makes the links to packages of ours that an earlier install did not know of. */
export function linkWorkspaces() {
  for (const { link, resolved, path } of lockedPackages())
    if (link) linkTo(fromRoot(resolved), fromRoot(path));
}

/** Puts what a package's tarball has to hold of others of ours where `npm pack` looks for it. */
export function linkBundled(folder) {
  for (const { name, place } of bundledOf(folder)) linkTo(fromRoot(sourceOf(name)), place);
}

/** Takes it away again: npm would write it into package-lock.json. */
export function unlinkBundled(folder) {
  for (const { place } of bundledOf(folder)) rmSync(place, { force: true });
  try {
    rmdirSync(fromRoot(folder, 'node_modules'));
  } catch {
    // Not there, or something else is in it.
  }
}

/** Names of the packages of ours that a package depends on. */
export function bundledNames(folder) {
  return JSON.parse(readFileSync(fromRoot(folder, 'package.json'), 'utf8')).bundleDependencies ?? [];
}

function bundledOf(folder) {
  return bundledNames(folder).map((name) => ({ name, place: fromRoot(folder, 'node_modules', name) }));
}

function sourceOf(name) {
  return lockedPackages().find(({ link, path }) => link && path === `node_modules/${name}`).resolved;
}

function lockedPackages() {
  const { packages = {} } = JSON.parse(readFileSync(fromRoot('package-lock.json'), 'utf8'));
  return Object.entries(packages).map(([path, entry]) => ({ ...entry, path }));
}

function linkTo(target, link) {
  if (existsSync(link) || !existsSync(target)) return;
  mkdirSync(dirname(link), { recursive: true });
  // One that leads nowhere does not exist either, but is in the way.
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  symlinkSync(target, link, 'junction');
}
