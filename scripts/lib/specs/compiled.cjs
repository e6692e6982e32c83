const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { threadId } = require('node:worker_threads');

const CACHE = join(__dirname, '../../../node_modules/.cache/specs');

/** As the builds compile, without looking at types. */
const OPTIONS = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: true,
  swcrc: false,
};

/** The JavaScript of a TypeScript file, kept from one run to the next. */
function compiled(path) {
  const source = readFileSync(path, 'utf8');
  const file = cacheFile(path, source);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const { transformSync } = require('@swc/core');
  const { code, map } = transformSync(source, { ...OPTIONS, filename: path });
  mkdirSync(CACHE, { recursive: true });
  writeWhole(`${file}.map`, map);
  writeWhole(file, code);
  return code;
}

/** The file of a compiled source's map, by the source's path or address. */
function cachedMapOf(address) {
  const path = address.replace(/^file:\/\//, '').replace(/\?.*$/, '');
  if (!path.endsWith('.ts') || !existsSync(path)) return undefined;
  const map = `${cacheFile(path, readFileSync(path, 'utf8'))}.map`;
  return existsSync(map) ? map : undefined;
}

function cacheFile(path, source) {
  const key = createHash('sha256')
    .update(`${JSON.stringify(OPTIONS)}\n${path}\n${source}`)
    .digest('hex')
    .slice(0, 32);
  return join(CACHE, `${key}.js`);
}

/** Two workers may compile the same file at once. */
function writeWhole(file, text) {
  const own = `${file}.${process.pid}.${threadId}`;
  writeFileSync(own, text);
  renameSync(own, file);
}

module.exports = { compiled, cachedMapOf };
