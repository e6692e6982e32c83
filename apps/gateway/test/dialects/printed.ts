import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Printed {
  readonly vitumob: typeof import('./fixtures/vitumob.json', { with: { type: 'json' } });
  readonly php: typeof import('./fixtures/php.json', { with: { type: 'json' } });
}

/** What a dialect's document prints. */
export function printed<Name extends keyof Printed>(name: Name): Printed[Name] {
  return JSON.parse(
    readFileSync(join(import.meta.dirname, `fixtures/${name}.json`), 'utf8'),
  ) as Printed[Name];
}
