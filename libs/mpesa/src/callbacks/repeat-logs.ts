import { RepeatLog, type RepeatLogDeps } from './repeat-log.js';

const MOST_SUBJECTS = 100;

/** A log of repeats for each of what the lines are about: many lines about one hide none about another. Beyond a hundred they share one. */
export class RepeatLogs {
  readonly #opened = new Map<string, RepeatLog>();
  readonly #others: RepeatLog;

  constructor(private readonly deps: RepeatLogDeps) {
    this.#others = new RepeatLog(deps);
  }

  note(subject: string, line: string): void {
    this.#of(subject).note(line);
  }

  close(): void {
    for (const log of [...this.#opened.values(), this.#others]) log.close();
  }

  #of(subject: string): RepeatLog {
    const known = this.#opened.get(subject);
    if (known !== undefined) return known;
    if (this.#opened.size >= MOST_SUBJECTS) return this.#others;
    const opened = new RepeatLog(this.deps);
    this.#opened.set(subject, opened);
    return opened;
  }
}
