import { LessThan, MoreThan } from 'typeorm';
import type { SecretBox } from '../secrets/secret-box.js';
import { isAbout, mentionsOf } from '../persons/mentions.js';
import type { Erasure, Person, PersonalTable } from '../persons/personal-table.js';
import type { Clock } from '../setup/clock.js';
import type { GatewayDatabase } from '../storage/gateway-database.js';
import { answerHolder, RememberedAnswer } from './remembered-answer.entity.js';

/** For as long a repeated request is answered as the first was. */
const KEPT_MS = 7 * 86_400_000;
const BATCH = 500;

/** Answers show payments; they are sealed, so that each must be opened to be looked through. */
export class PersonalAnswers implements PersonalTable {
  readonly name = 'gateway_idempotency';

  constructor(
    private readonly database: GatewayDatabase,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  async forget(before: number): Promise<number> {
    const old = LessThan(Math.max(before, this.clock.now() - KEPT_MS));
    const { affected } = await this.database.run((manager) =>
      manager.delete(RememberedAnswer, { createdAt: old }),
    );
    return affected ?? 0;
  }

  async find(person: Person): Promise<readonly object[]> {
    const found = await this.#about(person);
    return found.map(({ row: { clientId, createdAt }, text }) => ({
      clientId,
      createdAt,
      answer: withoutSecrets(text),
    }));
  }

  /** The same request under the same key then finds its payment in the library, which makes no second one. */
  async erase(person: Person): Promise<Erasure> {
    const found = await this.#about(person);
    for (const { row } of found) {
      const { clientId, keyHash, answer } = row;
      await this.database.run((manager) => manager.delete(RememberedAnswer, { clientId, keyHash, answer }));
    }
    return { erased: found.length, kept: 0 };
  }

  async #about(person: Person): Promise<{ row: Answered; text: string }[]> {
    const mentions = mentionsOf(person);
    const found: { row: Answered; text: string }[] = [];
    for (let after = '', page = BATCH; page === BATCH;) {
      const rows = await this.#page(after);
      page = rows.length;
      after = rows.at(-1)?.keyHash ?? after;
      for (const row of rows.filter(isAnswered)) {
        const text = this.#opened(row);
        if (isAbout(text, mentions)) found.push({ row, text });
      }
    }
    return found;
  }

  #page(after: string): Promise<RememberedAnswer[]> {
    const options = { where: { keyHash: MoreThan(after) }, order: { keyHash: 'ASC' }, take: BATCH } as const;
    return this.database.run((manager) => manager.find(RememberedAnswer, options));
  }

  /** What no secret of ours opens any more tells nobody anything. */
  #opened(row: Answered): string {
    try {
      return this.box.open(answerHolder(row), row.answer);
    } catch {
      return '';
    }
  }
}

type Answered = RememberedAnswer & { readonly answer: string };

function isAnswered(row: RememberedAnswer): row is Answered {
  return row.answer !== null;
}

/** An answer that gave a client its signing secret is shown without it. */
function withoutSecrets(answer: string): unknown {
  return JSON.parse(answer, (name, value: unknown) => (/secret/i.test(name) ? undefined : value));
}
