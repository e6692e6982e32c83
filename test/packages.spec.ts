/** What a registry gets of each library: all that is needed, and no more. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { installOnly, type Installed } from './support/only-tarball.js';

const LIBRARIES = join(import.meta.dirname, '../libs');
const KILOBYTE = 1_000;
/** The largest a tarball may become, in kB. */
const PACKAGES = [
  ['typeorm-durable', 40],
  ['mpesa', 400],
  ['daraja-simulator', 200],
  ['brij-offline', 40],
] as const;
const LOCAL = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.[\w./-]+\.js)['"]/g;

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

describe.each(PACKAGES)('the package of libs/%s', (folder, kilobytes) => {
  // What is bundled is the library beside it.
  const text = (path: string): string =>
    readFileSync(join(LIBRARIES, folder, path.replace(/^node_modules\//, '../')), 'utf8');
  const manifest = JSON.parse(text('package.json')) as Record<string, unknown>;
  let packed: Packed;
  let paths: string[];
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json'], {
      cwd: join(LIBRARIES, folder),
      env: { ...process.env, MPESA_TEST_SKIP_BUILD: '1' },
      maxBuffer: 2 ** 24,
    });
    [packed] = JSON.parse(stdout) as [Packed];
    paths = packed.files.map(({ path }) => path);
  });

  it(`is smaller than ${kilobytes} kB`, () => {
    expect(packed.size).toBeLessThan(kilobytes * KILOBYTE);
  });

  it('has its licence, its page and what was built, without maps, sources and specs', () => {
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.js']));
    expect(paths.filter((path) => /\.map$|\.spec\.|tsbuildinfo|^src|^test/.test(path))).toEqual([]);
  });

  it('misses no file that another one of it imports, nor one that its package.json names', () => {
    // A browser asks for the imports of pages, by the names that the simulator serves them under.
    const imported = paths
      .filter((path) => /\.(js|d\.ts)$/.test(path) && !path.includes('/pages/'))
      .flatMap((path) =>
        [...text(path).matchAll(LOCAL)].map(([, to = '']) => {
          const target = posix.join(posix.dirname(path), to);
          return path.endsWith('.d.ts') ? target.replace(/\.js$/, '.d.ts') : target;
        }),
      );
    const named = [...JSON.stringify(manifest).matchAll(/"\.\/(dist\/[^"]+)"/g)].map(([, path]) => path);
    const missing = [...imported, ...named].filter((path) => !paths.includes(path ?? ''));
    expect(imported.length).toBeGreaterThan(paths.length / 2);
    expect([...new Set(missing)]).toEqual([]);
  });

  it('is built before it is packed, and can be found by what it is for', () => {
    expect(manifest['scripts']).toMatchObject({ prepack: `node ../../scripts/prepack.mjs ${folder}` });
    const words = folder === 'typeorm-durable' ? ['typeorm', 'sqlite'] : ['mpesa', 'daraja'];
    expect(manifest['keywords']).toEqual(expect.arrayContaining(words));
  });
});

describe('one command', () => {
  let installed: Installed;
  beforeAll(async () => void (installed = await installOnly('mpesa', 'nestjs-mpesa')));
  afterAll(() => installed.remove());

  it('installs nestjs-mpesa with the storage package in it, and from nowhere else', async () => {
    const place = join(installed.folder, 'node_modules/nestjs-mpesa');
    const { dependencies, bundleDependencies } = JSON.parse(
      readFileSync(join(place, 'package.json'), 'utf8'),
    ) as Record<string, object>;
    expect(dependencies).toHaveProperty(['typeorm-durable']);
    expect(bundleDependencies).toEqual(['typeorm-durable']);
    expect(readdirSync(join(place, 'node_modules'))).toEqual(['typeorm-durable']);
    expect(readdirSync(join(installed.folder, 'node_modules'))).not.toContain('typeorm-durable');
  });

  it('is enough for an app that starts, stores and closes', async () => {
    const printed = await installed.run(`
      import 'reflect-metadata';
      import { NestFactory } from '@nestjs/core';
      import { MpesaModule, PaymentsService } from 'nestjs-mpesa';
      const root = { module: class App {}, imports: [MpesaModule.forRoot({
        environment: { baseUrl: 'http://127.0.0.1:1' },
        consumerKey: 'key', consumerSecret: 'secret', shortcode: '174379', passkey: 'passkey',
        callbacks: { baseUrl: 'http://127.0.0.1:3000', secret: 'a secret that is long enough for this' },
        storage: { type: 'better-sqlite3', database: 'data/mpesa.sqlite' },
        jobs: { enabled: false },
      })] };
      const app = await NestFactory.create(root, { rawBody: true, logger: false, abortOnError: false });
      await app.init();
      const { items } = await app.get(PaymentsService).find();
      await app.close();
      console.log('payments: ' + items.length);
    `);
    expect(printed).toBe('payments: 0');
  });
});

describe('a release', () => {
  it('is a tarball of each library, and the bill of materials of all that is installed with them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'release-'));
    try {
      await promisify(execFile)(process.execPath, [join(LIBRARIES, '../scripts/release.mjs'), folder], {
        env: { ...process.env, MPESA_TEST_SKIP_BUILD: '1' },
        maxBuffer: 2 ** 24,
      });
      const files = readdirSync(folder);
      expect(files.filter((file) => file.endsWith('.tgz'))).toHaveLength(PACKAGES.length);
      const bill = JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8')) as Record<string, unknown>;
      expect(bill).toMatchObject({ bomFormat: 'CycloneDX' });
      const names = (bill['components'] as { name: string }[]).map(({ name }) => name);
      expect(names.length).toBeGreaterThan(200);
      expect(names).toEqual(expect.arrayContaining(['axios', '@nestjs/core', 'typeorm']));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
