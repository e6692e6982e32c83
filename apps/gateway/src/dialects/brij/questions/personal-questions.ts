import { LessThan } from 'typeorm';
import { mentionsOf } from '../../../persons/mentions.js';
import type { Erasure, Person, PersonalTable } from '../../../persons/personal-table.js';
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

  async find(person: Person): Promise<BrijQuestion[]> {
    const mentions = mentionsOf(person);
    // All of them: a client has few open at once.
    const open = await this.database.run((manager) => manager.find(BrijQuestion));
    return open.filter((question) => mentions.in(textOf(question)));
  }

  /** Its client waits for the answer, and with it the question goes. */
  async erase(person: Person): Promise<Erasure> {
    return { erased: 0, kept: (await this.find(person)).length };
  }
}

function textOf({ receipt, accountNumber, resultUrl }: BrijQuestion): string {
  return [receipt, accountNumber, resultUrl].join('\n');
}
