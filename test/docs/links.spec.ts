/** A link in the pages leads somewhere. */
import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { anchorsOf, linksOf, readPage, readPages, resolveLink, ROOT, type Page } from './support/pages.js';

/** Links that lead nowhere, each with its page. */
function deadLinks(pages: readonly Page[]): string[] {
  return pages.flatMap((page) =>
    linksOf(page)
      .filter((link) => !leadsSomewhere(resolveLink(page.path, link)))
      .map((link) => `${page.path} -> ${link}`),
  );
}

function leadsSomewhere({ path, anchor }: { path: string; anchor: string }): boolean {
  if (!existsSync(join(ROOT, path))) return false;
  return anchor === '' || (path.endsWith('.md') && anchorsOf(readPage(path)).has(anchor));
}

describe('a link in the pages', () => {
  it('leads to a file that is there, and to a heading in it', () => {
    expect(deadLinks(readPages())).toEqual([]);
  });

  it('is found dead when its file or heading is not there', () => {
    const text =
      '[a](docs/options.md#jobs) [b](docs/options.md#jops) [c](nowhere.md) [d](https://nestjs.com)';
    expect(deadLinks([{ path: 'README.md', text }])).toEqual([
      'README.md -> docs/options.md#jops',
      'README.md -> nowhere.md',
    ]);
  });

  it('can be followed from the README to every page', () => {
    const reached = new Set(['README.md']);
    for (const path of reached) {
      if (!path.endsWith('.md') || !existsSync(join(ROOT, path))) continue;
      for (const link of linksOf(readPage(path))) reached.add(resolveLink(path, link).path);
    }
    const libraries = (path: string): boolean => path.startsWith('libs/');
    const lost = readPages().filter(({ path }) => !libraries(path) && !reached.has(path));
    expect(lost.map(({ path }) => path)).toEqual([]);
  });
});
