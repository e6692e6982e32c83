import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ROOT } from '../paths.mjs';
import { compiled } from './compiled.cjs';
import { SOURCES } from './sources.mjs';

const ROOT_URL = pathToFileURL(ROOT).href;
const JEST_GLOBALS = new URL('./jest-globals.mjs', import.meta.url).href;

/**
 * Node's module hooks (module.register): TypeScript, the workspace's packages as their sources, and `@jest/globals`. A module
 * beside the specs (a folder `test`) belongs to the spec that asked for it, which the address says: `…/test-app.ts?spec=7`.
 */
export async function resolve(specifier, context, next) {
  const spec = specOf(context.parentURL);
  if (specifier === '@jest/globals') return asModule(JEST_GLOBALS + spec);
  const source = SOURCES[specifier];
  if (source !== undefined) return asModule(new URL(source, ROOT_URL).href);
  if (!specifier.startsWith('.') || !isOurs(context.parentURL)) return next(specifier, context);
  const { href } = new URL(specifier, context.parentURL);
  const url = withExtension(href);
  if (url.endsWith('.json')) return asModule(url);
  if (!url.endsWith('.ts')) return next(specifier, context);
  return asModule(isBesideSpecs(url) ? url + spec : url);
}

export async function load(url, context, next) {
  const [plain] = url.split('?');
  if (!isOurs(plain)) return next(url, context);
  if (plain.endsWith('.json')) {
    const text = await readFile(fileURLToPath(plain), 'utf8');
    return { format: 'module', source: `export default ${text}`, shortCircuit: true };
  }
  if (!plain.endsWith('.ts')) return next(url, context);
  return { format: 'module', source: compiled(fileURLToPath(plain)), shortCircuit: true };
}

function asModule(url) {
  return { url, format: 'module', shortCircuit: true };
}

function withExtension(url) {
  if (!url.endsWith('.js')) return url;
  const source = `${url.slice(0, -3)}.ts`;
  return existsSync(fileURLToPath(source)) ? source : url;
}

function specOf(url = '') {
  const at = url.indexOf('?spec=');
  return at < 0 ? '' : url.slice(at);
}

function isOurs(url = '') {
  return url.startsWith(ROOT_URL) && !url.includes('/node_modules/');
}

function isBesideSpecs(url) {
  return url.slice(ROOT_URL.length).split('/').includes('test') || url.endsWith('.spec.ts');
}
