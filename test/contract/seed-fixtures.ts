import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallbackKind } from '../../libs/mpesa/src/inbox/callback-kinds.js';
import type { EndpointName } from './wire-calls.js';

/** A body that one of the two public documents prints. What stands between braces or brackets is filled in by the reader. */
export interface SeedFixture {
  readonly name: string;
  readonly source: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** A request of this row of the endpoint table. */
  readonly asks?: EndpointName;
  /** What a request needs changed before Daraja takes it, by the words of the document itself. */
  readonly but?: Readonly<Record<string, string>>;
  /** What this row is answered. */
  readonly answers?: EndpointName;
  /** An answer without values, and the fact that tells what it has on the wire. */
  readonly empty?: string;
  /** A refusal of this row. */
  readonly refuses?: EndpointName;
  /** What Safaricom calls back with. */
  readonly callback?: CallbackKind;
  /** How the callback was once, and the fact that tells what has changed. */
  readonly was?: string;
  /** What the host answers a validation, and whether the money moves then. */
  readonly validates?: boolean;
  /** What the host answers a confirmation. */
  readonly confirms?: boolean;
}

const FOLDER = join(import.meta.dirname, '../fixtures/seeds');

/** Every printed body, by name. */
export function seedFixtures(): SeedFixture[] {
  return readdirSync(FOLDER).map((file) => ({
    ...(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Omit<SeedFixture, 'name'>),
    name: file.replace(/\.json$/, ''),
  }));
}

/** Those that have a part, which they then have for certain. */
export function seedsWith<K extends keyof SeedFixture>(
  part: K,
): [name: string, fixture: SeedFixture & Required<Pick<SeedFixture, K>>][] {
  return seedFixtures().flatMap((fixture) =>
    fixture[part] === undefined
      ? []
      : [[fixture.name, fixture as SeedFixture & Required<Pick<SeedFixture, K>>] as const],
  ) as [string, SeedFixture & Required<Pick<SeedFixture, K>>][];
}

/** The body with its blanks filled; a blank without a filling is an error. */
export function filled(
  { body, but = {} }: SeedFixture,
  fillings: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const fill = (value: unknown): unknown => {
    if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
    if (fillings[value] === undefined) throw new Error(`nothing fills ${value}`);
    return fillings[value];
  };
  const entries = Object.entries({ ...body, ...but }).map(([key, value]) => [key, fill(value)] as const);
  return Object.fromEntries(entries);
}
