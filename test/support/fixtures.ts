import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A body as Safaricom's pages and captures print it. */
export interface Fixture {
  /** Where it was transcribed from, with its number in docs/DARAJA-FACTS.md. */
  readonly source: string;
  readonly body: unknown;
}

const FOLDER = join(import.meta.dirname, '../fixtures/daraja');

/** Names of all fixtures, without `.json`. */
export function fixtureNames(): string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
}

export function fixture(name: string): Fixture {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Fixture;
}
