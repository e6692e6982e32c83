import { InvalidRequestError } from 'nestjs-mpesa';

/** Deeper than anything that is asked for here; what reads bodies calls itself for each level. */
const DEEPEST = 32;

/** Refuses JSON within JSON within JSON, before anybody walks it. @throws InvalidRequestError field `body` */
export function refuseDeep(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) {
      throw new InvalidRequestError('body', 'JSON', `must not be nested more than ${DEEPEST} levels deep`);
    }
    level = level.flatMap(partsOf);
  }
}

function partsOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
