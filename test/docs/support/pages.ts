import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');

/** A page for people. */
export interface Page {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** The word behind the fence; empty when there is none. */
  readonly language: string;
  /** From `<!-- file: NAME -->` above the fence: other blocks of the page may import it. */
  readonly file: string | null;
  /** From `<!-- continues -->` above the fence: the block before it on the page belongs to it. */
  readonly continues: boolean;
  readonly text: string;
}

/** Every page that a user of the libraries reads. */
export function readPages(): Page[] {
  const docs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  const others = [
    'README.md',
    'CHANGELOG.md',
    'SECURITY.md',
    'CONTRIBUTING.md',
    'libs/mpesa/README.md',
    'libs/daraja-simulator/README.md',
    'libs/brij-offline/README.md',
    'libs/typeorm-durable/README.md',
  ];
  return [...others, ...docs.map((name) => `docs/${name}`)]
    .filter((path) => existsSync(join(ROOT, path)))
    .map((path) => readPage(path));
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

const FENCE = /^( *)(`{3,})([^\n`]*)\n([\s\S]*?)^\1\2 *$/gm;
const MARK = /<!-- *(file|continues)(?:: *(\S+))? *-->\s*$/;

export function blocksOf({ path, text }: Page): Block[] {
  return [...text.matchAll(FENCE)].map((match) => {
    const before = text.slice(0, match.index);
    const mark = MARK.exec(before);
    return {
      page: path,
      line: before.split('\n').length,
      language: (match[3] ?? '').trim(),
      file: mark?.[1] === 'file' ? (mark[2] ?? null) : null,
      continues: mark?.[1] === 'continues',
      text: match[4] ?? '',
    };
  });
}

export function whereIs({ page, line }: Block): string {
  return `${page}:${line}`;
}

/** The page without its code, for reading links and headings. */
export function proseOf({ text }: Page): string {
  return text.replaceAll(FENCE, '').replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ' '));
}

/** Where the links of a page lead, outside addresses left out. */
export function linksOf(page: Page): string[] {
  const found = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
  return found.filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors a page has, made as GitHub makes them. */
export function anchorsOf({ text }: Page): Set<string> {
  const headings = [...text.replaceAll(FENCE, '').matchAll(/^#{1,6} +(.+?) *$/gm)];
  return new Set(headings.map(([, heading]) => anchor(heading ?? '')));
}

function anchor(heading: string): string {
  const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return plain.replaceAll(/[^\p{Letter}\p{Number}\- _]/gu, '').replaceAll(' ', '-');
}

/** A link as a path from the root and an anchor, either of which may be empty. */
export function resolveLink(page: string, link: string): { path: string; anchor: string } {
  const [target = '', hash = ''] = link.split('#');
  const path = target === '' ? page : relative(ROOT, join(ROOT, dirname(page), target));
  return { path, anchor: hash };
}

/** The first cells of the tables below a heading, code marks taken off. */
export function firstCells(page: Page, heading?: string): string[] {
  return [...tablesBelow(page, heading).matchAll(/^\| *([^|]+?) *\|/gm)]
    .map(([, cell]) => cell ?? '')
    .filter((cell) => cell.startsWith('`'))
    .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? ''));
}

/** The rows of the tables below a heading (of the whole page without one), each cell without its marks. */
export function rowsOf(page: Page, heading?: string): string[][] {
  const rows = tablesBelow(page, heading)
    .split('\n')
    .filter((line) => line.startsWith('|'));
  return rows.map((line) =>
    line
      .slice(1, line.lastIndexOf('|'))
      .split(/(?<!\\)\|/)
      .map((cell) => cell.replaceAll('`', '').replaceAll('\\|', '|').trim()),
  );
}

function tablesBelow({ text }: Page, heading?: string): string {
  if (heading === undefined) return text;
  const start = text.search(new RegExp(`^#+ ${heading}$`, 'm'));
  if (start < 0) throw new Error(`there is no heading "${heading}"`);
  const rest = text.slice(text.indexOf('\n', start));
  const end = rest.search(/^#/m);
  return end < 0 ? rest : rest.slice(0, end);
}
