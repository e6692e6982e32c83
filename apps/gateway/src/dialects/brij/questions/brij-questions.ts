import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { LessThanOrEqual, type EntityManager } from 'typeorm';
import { lockClient } from '../../../clients/lock-client.js';
import { Refusal } from '../../../errors/refusal.js';
import { CLOCK, type Clock } from '../../../setup/clock.js';
import { GatewayDatabase } from '../../../storage/gateway-database.js';
import { BrijQuestion } from './brij-question.entity.js';

export type NewQuestion = Pick<BrijQuestion, 'clientId' | 'accountNumber' | 'receipt' | 'resultUrl'>;

/** Each may cost a question to M-Pesa, of which all clients share a few a minute. */
const MOST_OPEN = 50;

/** Longer than M-Pesa is waited for: after it, whoever was at a question is dead. */
const LEASE_MS = 120_000;

/** The questions that wait for an answer. */
@Injectable()
export class BrijQuestions {
  constructor(
    private readonly database: GatewayDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Counted in the transaction that writes it: calls at once, on however many processes, take turns.
   *
   * @returns the question's id
   * @throws Refusal `too-many-questions`, `token-invalid`
   */
  add(question: NewQuestion): Promise<string> {
    const { clientId } = question;
    const now = this.clock.now();
    const row: BrijQuestion = { ...question, id: randomUUID(), askedAt: now, attempts: 0, dueAt: now };
    return this.database.change(async (manager) => {
      await lockClient(manager, clientId);
      if ((await manager.countBy(BrijQuestion, { clientId })) >= MOST_OPEN)
        throw new Refusal('too-many-questions', `${MOST_OPEN} questions are open; wait for their answers`);
      await manager.insert(BrijQuestion, { ...row });
      return row.id;
    });
  }

  /** Clients with questions that are due, the longest due first. */
  async waiting(): Promise<string[]> {
    const rows = await this.database.run((manager) =>
      manager
        .createQueryBuilder(BrijQuestion, 'question')
        .select('question.clientId', 'client')
        .where('question.dueAt <= :now', { now: this.clock.now() })
        .groupBy('question.clientId')
        .orderBy('MIN(question.dueAt)')
        .getRawMany<{ client: string }>(),
    );
    return rows.map(({ client }) => client);
  }

  /** Takes the longest due of a client's from every other process; null when nothing is left to take. */
  async claim(clientId: string): Promise<BrijQuestion | null> {
    const now = this.clock.now();
    const due = await this.database.run((manager) =>
      manager.find(BrijQuestion, {
        where: { clientId, dueAt: LessThanOrEqual(now) },
        order: { dueAt: 'ASC', id: 'ASC' },
        take: MOST_OPEN,
      }),
    );
    for (const seen of due) {
      const mine: BrijQuestion = { ...seen, attempts: seen.attempts + 1, dueAt: now + LEASE_MS };
      if (await this.#moved(seen, mine)) return mine;
    }
    return null;
  }

  /** To be looked at again. */
  async postpone(claimed: BrijQuestion, dueAt: number): Promise<void> {
    await this.#moved(claimed, { ...claimed, dueAt });
  }

  /** Ends a question together with what `answer` writes; false, and nothing is written, when another process took over. */
  end(claimed: BrijQuestion, answer: (manager: EntityManager) => Promise<void>): Promise<boolean> {
    const { id, dueAt } = claimed;
    return this.database.change(async (manager) => {
      const { affected } = await manager.delete(BrijQuestion, { id, dueAt });
      if (affected !== 1) return false;
      await answer(manager);
      return true;
    });
  }

  async #moved({ id, dueAt }: BrijQuestion, to: BrijQuestion): Promise<boolean> {
    const change = { attempts: to.attempts, dueAt: to.dueAt };
    const { affected } = await this.database.run((manager) =>
      manager.update(BrijQuestion, { id, dueAt }, change),
    );
    return affected === 1;
  }
}
