import type { PersonMentions } from 'nestjs-mpesa';
import { type Database, marks, type Row, type Session, toSafeInteger } from 'typeorm-durable';
import { isAbout, mentionsOf } from '../../persons/mentions.js';
import type { Erasure, Person, PersonalTable } from '../../persons/personal-table.js';
import type { Clock } from '../../setup/clock.js';

/** Rows of one statement: few, because it locks them. */
const BATCH = 500;
/** Words looked for by one statement: each walks the table again. */
const WORDS_AT_ONCE = 50;

/** Nobody is sending it, or who did has died. */
const AT_REST = '(owner IS NULL OR next_at <= ?)';

const WAITS = "status = 'pending'";
const IS_OVER = "status <> 'pending'";

const SHOWN = 'seq, id, client_id, url, stream, type, body, status, last_error, created_at';

const ATTEMPT = 'delivery_seq, attempt, begun_at, status, error, response';

/** A message with all that came of sending it. */
type Attempted = Row & { readonly attempts: readonly Row[] };

/** Messages tell of payers in what is sent, in where a client wanted an answer, and in what was answered. */
export class PersonalDeliveries implements PersonalTable {
  readonly name = 'gateway_delivery';

  constructor(
    private readonly deps: {
      readonly database: Database;
      readonly clock: Clock;
      /** Told how many messages nobody ever took in all that time. */
      readonly onLost: (count: number) => void;
    },
  ) {}

  /** By the age of the message, whatever became of it: a queue that was stopped keeps nothing for ever. */
  async forget(before: number): Promise<number> {
    let forgotten = await this.#forgetTold();
    for (let batch = BATCH; batch === BATCH; forgotten += batch) batch = await this.#forgetSome(before);
    return forgotten;
  }

  async find(person: Person): Promise<readonly object[]> {
    return this.#about(person);
  }

  /** What still waits to be sent is kept until it was: its client has not been told of the money. */
  async erase(person: Person): Promise<Erasure> {
    const found = (await this.#about(person)).map(({ seq }) => toSafeInteger(seq));
    let erased = 0;
    for (let start = 0; start < found.length; start += BATCH) {
      const seqs = found.slice(start, start + BATCH);
      erased += await this.deps.database.write('erase messages', (session) => this.#eraseSome(session, seqs));
    }
    return { erased, kept: found.length - erased };
  }

  async #eraseSome(session: Session, seqs: readonly number[]): Promise<number> {
    const asked = `UPDATE gateway_delivery SET erase_asked_at = ? WHERE seq IN (${marks(seqs.length)}) AND ${WAITS}`;
    await session.run(asked, [this.deps.clock.now(), ...seqs]);
    return remove(session, seqs, IS_OVER);
  }

  /** What was kept when its person was erased, and has been told since: nothing else leads to it any more. */
  async #forgetTold(): Promise<number> {
    const told = `SELECT seq FROM gateway_delivery WHERE erase_asked_at IS NOT NULL AND ${IS_OVER} LIMIT ?`;
    let forgotten = 0;
    for (let batch = BATCH; batch === BATCH; forgotten += batch) {
      batch = await this.deps.database.write('forget messages that were told', async (session) => {
        const seqs = (await session.rows(told, [BATCH])).map((row) => toSafeInteger(row.seq));
        return seqs.length === 0 ? 0 : remove(session, seqs, IS_OVER);
      });
    }
    return forgotten;
  }

  async #forgetSome(before: number): Promise<number> {
    const now = this.deps.clock.now();
    const { forgotten, lost } = await this.deps.database.write('forget messages', async (session) => {
      const rows = await session.rows(
        `SELECT seq, status FROM gateway_delivery WHERE created_at < ? AND ${AT_REST} ORDER BY created_at LIMIT ?`,
        [before, now, BATCH],
      );
      const seqs = rows.map((row) => toSafeInteger(row.seq));
      const lost = rows.filter(({ status }) => status === 'pending').length;
      return { lost, forgotten: seqs.length === 0 ? 0 : await remove(session, seqs, AT_REST, [now]) };
    });
    if (lost > 0) this.deps.onLost(lost);
    return forgotten;
  }

  async #about(person: Person): Promise<Attempted[]> {
    const mentions = mentionsOf(person);
    const found = new Map<number, Attempted>();
    for (let start = 0; start < mentions.words.length; start += WORDS_AT_ONCE) {
      const some = mentions.words.slice(start, start + WORDS_AT_ONCE);
      for (const row of await this.#holding(some)) {
        if (tellsOf(mentions, row)) found.set(toSafeInteger(row.seq), row);
      }
    }
    return [...found.values()];
  }

  async #holding(words: readonly string[]): Promise<Attempted[]> {
    const texts = ['d.stream', 'd.body', 'd.url', 'd.last_error'];
    const answers = ['a.error', 'a.response'];
    const says = (columns: readonly string[]): string =>
      columns.flatMap((column) => words.map(() => `${column} LIKE ?`)).join(' OR ');
    const patterns = (columns: readonly string[]): string[] =>
      columns.flatMap(() => words.map((word) => `%${word}%`));
    const answered = `EXISTS (SELECT 1 FROM gateway_delivery_attempt a WHERE a.delivery_seq = d.seq AND (${says(answers)}))`;
    const rows = await this.deps.database.read('find messages of a person', (session) =>
      session.rows(
        `SELECT ${SHOWN} FROM gateway_delivery d WHERE ${says(texts)} OR ${answered} ORDER BY seq`,
        [...patterns(texts), ...patterns(answers)],
      ),
    );
    return this.#withAttempts(rows);
  }

  async #withAttempts(rows: readonly Row[]): Promise<Attempted[]> {
    const attempts = new Map<number, Row[]>(rows.map(({ seq }) => [toSafeInteger(seq), []]));
    const seqs = [...attempts.keys()];
    for (let start = 0; start < seqs.length; start += BATCH) {
      const some = seqs.slice(start, start + BATCH);
      const sql = `SELECT ${ATTEMPT} FROM gateway_delivery_attempt WHERE delivery_seq IN (${marks(some.length)}) ORDER BY delivery_seq, attempt`;
      const made = await this.deps.database.read('read attempts', (session) => session.rows(sql, some));
      for (const { delivery_seq: seq, ...attempt } of made) attempts.get(toSafeInteger(seq))?.push(attempt);
    }
    return rows.map((row) => ({ ...row, attempts: attempts.get(toSafeInteger(row.seq)) ?? [] }));
  }
}

/**
 * A word in a text may be a part of another one. And the body may only name their number as the account number that another payer
 * typed; then so does an answer that repeats it.
 */
function tellsOf(
  mentions: PersonMentions,
  { stream, url, last_error: error, body, attempts }: Attempted,
): boolean {
  if (mentions.in(`${stream}\n${url}\n${error}`)) return true;
  if (mentions.in(String(body))) return isAbout(String(body), mentions);
  return attempts.some((attempt) => mentions.in(`${attempt.error}\n${attempt.response}`));
}

/** Deletes them with their attempts, those of which `still` holds. */
async function remove(
  session: Session,
  seqs: readonly number[],
  still: string,
  params: readonly unknown[] = [],
): Promise<number> {
  const among = marks(seqs.length);
  const gone = await session.run(`DELETE FROM gateway_delivery WHERE seq IN (${among}) AND ${still}`, [
    ...seqs,
    ...params,
  ]);
  const orphaned = `delivery_seq IN (${among}) AND delivery_seq NOT IN (SELECT seq FROM gateway_delivery WHERE seq IN (${among}))`;
  await session.run(`DELETE FROM gateway_delivery_attempt WHERE ${orphaned}`, [...seqs, ...seqs]);
  return gone;
}
