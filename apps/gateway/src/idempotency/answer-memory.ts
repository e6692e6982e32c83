import { Inject, Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { tooLong } from 'typeorm-durable';
import { SecretBox } from '../secrets/secret-box.js';
import { Refusal } from '../errors/refusal.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { GatewayDatabase, isDuplicate } from '../storage/gateway-database.js';
import { KeyedNames, type Names } from './keyed-names.js';
import { answerHolder, RememberedAnswer } from './remembered-answer.entity.js';

/** Longer than any request takes: after it, whoever was at it is dead. */
const LEASE_MS = 120_000;

export interface KeyedRequest {
  readonly clientId: string;
  /** The client's word for this attempt. */
  readonly key: string;
  /** What is asked: the same key may not name two of them. */
  readonly request: unknown;
}

export interface Remembered {
  readonly answer: unknown;
  /** True when it was made for an earlier call. */
  readonly replayed: boolean;
}

/**
 * Answers a repeated request as it was answered the first time. Only answers are remembered, not errors: after an error the
 * same key tries again, and what must not happen twice all the same is guarded by the library under the same key.
 */
@Injectable()
export class AnswerMemory {
  readonly #box: SecretBox;
  readonly #names: KeyedNames;

  constructor(
    private readonly database: GatewayDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_SETTINGS) { secrets }: GatewaySettings,
  ) {
    this.#box = new SecretBox(secrets);
    this.#names = new KeyedNames(secrets);
  }

  /** @throws Refusal `idempotency-key-reused`, `request-in-progress` @throws what `work` throws */
  async once({ clientId, key, request }: KeyedRequest, work: () => Promise<unknown>): Promise<Remembered> {
    const keys = this.#names.of('key', clientId, key);
    const requests = this.#names.of('request', clientId, canonical(request));
    const held = await this.#hold(clientId, keys, requests);
    if (held.answer !== null) {
      return { answer: JSON.parse(this.#box.open(answerHolder(held), held.answer)), replayed: true };
    }
    try {
      const answer = await work();
      await this.#remember(held, answer);
      return { answer, replayed: false };
    } catch (error) {
      await this.#letGo(held);
      throw error;
    }
  }

  /** @returns the row with the answer there is already; one without when the request is ours to make */
  async #hold(clientId: string, keys: Names, requests: Names): Promise<RememberedAnswer> {
    const now = this.clock.now();
    const leaseUntil = now + LEASE_MS;
    const mine = { clientId, keyHash: keys[0], requestHash: requests[0], answer: null, leaseUntil };
    const known = await this.#insertOrFind({ ...mine, createdAt: now }, keys);
    if (known === null) return { ...mine, createdAt: now };
    if (!requests.includes(known.requestHash)) {
      throw new Refusal('idempotency-key-reused', 'this Idempotency-Key was used for another request');
    }
    if (known.answer !== null) return known;
    const over = known.leaseUntil <= now || known.leaseUntil > tooLong(now, leaseUntil);
    if (over && (await this.#takeOver(known, leaseUntil))) return { ...known, leaseUntil };
    throw inProgress();
  }

  /** @returns what was there before under one of the names; null when there was nothing, and now there is `mine` */
  async #insertOrFind(mine: RememberedAnswer, names: Names): Promise<RememberedAnswer | null> {
    const isNew = await this.#insert(mine);
    const { clientId, keyHash } = mine;
    // A process that has not got the newest secret yet writes another name: of two at once, each sees the other, and none goes on.
    const others = isNew ? names.filter((name) => name !== keyHash) : names;
    const found = await this.database.run((manager) =>
      manager.findBy(RememberedAnswer, { clientId, keyHash: In([...others]) }),
    );
    const known = found.find(({ answer }) => answer !== null) ?? found[0];
    if (known === undefined && isNew) return null;
    if (isNew) await this.#letGo(mine);
    if (known === undefined) throw inProgress();
    return known;
  }

  async #insert(mine: RememberedAnswer): Promise<boolean> {
    try {
      await this.database.run((manager) => manager.insert(RememberedAnswer, { ...mine }));
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async #takeOver(known: RememberedAnswer, leaseUntil: number): Promise<boolean> {
    const { affected } = await this.database.run((manager) =>
      manager.update(RememberedAnswer, unanswered(known), { leaseUntil }),
    );
    return affected === 1;
  }

  async #letGo(held: RememberedAnswer): Promise<void> {
    await this.database.run((manager) => manager.delete(RememberedAnswer, unanswered(held)));
  }

  async #remember(held: RememberedAnswer, answer: unknown): Promise<void> {
    const sealed = this.#box.seal(answerHolder(held), JSON.stringify(answer));
    await this.database.run((manager) =>
      manager.update(RememberedAnswer, unanswered(held), { answer: sealed }),
    );
  }
}

/** The row as whoever is at it knows it: another who took over has moved the lease. */
function unanswered({ clientId, keyHash, leaseUntil }: RememberedAnswer) {
  return { clientId, keyHash, leaseUntil, answer: IsNull() };
}

function inProgress(): Refusal {
  return new Refusal('request-in-progress', 'a request with this Idempotency-Key is under way');
}

/** JSON whose fields stand in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
