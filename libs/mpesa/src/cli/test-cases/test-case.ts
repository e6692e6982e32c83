import type { Bench } from './bench.js';
import type { NoteId } from './filled-case.js';
import type { Need } from './needs.js';
import type { Subject } from './subjects.js';

/** What was seen, and whether it is what was expected. */
export interface Observation {
  readonly actual: string;
  readonly passed: boolean;
}

/** One line of the form. */
export interface TestCase {
  readonly subject: Subject;
  readonly name: string;
  readonly expected: string;
  readonly needs: readonly Need[];
  /** Whatever it throws is a failure, with its message as what was seen. */
  run(bench: Bench, note: NoteId): Promise<Observation>;
}
