import { In, LessThan, Like, type FindOptionsWhere } from 'typeorm';
import { wordsFor } from '../../../privacy/mentions.js';
import type { Erasure, Person, PersonalTable } from '../../../privacy/personal-table.js';
import type { GatewayDatabase } from '../../../storage/gateway-database.js';
import { BrijQuestion } from './brij-question.entity.js';

/** A question names an account number, which may be a phone. It is gone once it is answered: at the latest after an hour of looking. */
export class PersonalQuestions implements PersonalTable {
  readonly name = 'gateway_brij_question';

  constructor(private readonly database: GatewayDatabase) {}

  /** Only what could not be answered for all that time is still there. */
  async forget(before: number): Promise<number> {
    const { affected } = await this.database.run((manager) =>
      manager.delete(BrijQuestion, { askedAt: LessThan(before) }),
    );
    return affected ?? 0;
  }

  find(person: Person): Promise<BrijQuestion[]> {
    return this.database.run((manager) => manager.findBy(BrijQuestion, about(person)));
  }

  /** Its client waits for the answer, and with it the question goes. */
  async erase(person: Person): Promise<Erasure> {
    return { erased: 0, kept: (await this.find(person)).length };
  }
}

function about(person: Person): FindOptionsWhere<BrijQuestion>[] {
  const receipts = person.payments.flatMap(({ receipt }) => receipt ?? []);
  const said = wordsFor({ ...person, payments: [] }).map((word) => Like(`%${word}%`));
  return [
    { receipt: In(receipts) },
    ...said.flatMap((word) => [{ accountNumber: word }, { resultUrl: word }]),
  ];
}
