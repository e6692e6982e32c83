import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { IsNull, LessThan } from 'typeorm';
import { SecretBox } from '../deliveries/secrets/secret-box.js';
import { Refusal } from '../refusal.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { GatewayDatabase, isDuplicate } from '../storage/gateway-database.js';
import { RememberedAnswer } from './remembered-answer.entity.js';

/** Longer than any request takes: after it, whoever was at it is dead. */
const LEASE_MS = 120_000;
const KEPT_MS = 7 * 86_400_000;

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

  constructor(
    private readonly database: GatewayDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_SETTINGS) { secrets }: GatewaySettings,
  ) {
    this.#box = new SecretBox(secrets);
  }

  /** @throws Refusal `idempotency-key-reused`, `request-in-progress` @throws what `work` throws */
  async once({ clientId, key, request }: KeyedRequest, work: () => Promise<unknown>): Promise<Remembered> {
    const keyHash = digest(key);
    const now = this.clock.now();
    const mine: RememberedAnswer = {
      clientId,
      keyHash,
      requestHash: digest(canonical(request)),
      answer: null,
      leaseUntil: now + LEASE_MS,
      createdAt: now,
    };
    const known = await this.#begin(mine);
    if (known !== null) return { answer: JSON.parse(this.#box.open(holderOf(mine), known)), replayed: true };
    try {
      const answer = await work();
      await this.#remember(mine, answer);
      return { answer, replayed: false };
    } catch (error) {
      await this.database.run((manager) => manager.delete(RememberedAnswer, unanswered(mine)));
      throw error;
    }
  }

  /** Forgets what is older than a week. */
  async forgetOld(): Promise<void> {
    const before = this.clock.now() - KEPT_MS;
    await this.database.run((manager) => manager.delete(RememberedAnswer, { createdAt: LessThan(before) }));
  }

  /** @returns the answer there is already, sealed; null when the request is ours to make */
  async #begin(mine: RememberedAnswer): Promise<string | null> {
    try {
      await this.database.run((manager) => manager.insert(RememberedAnswer, mine));
      return null;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    const { clientId, keyHash } = mine;
    const known = await this.database.run((manager) =>
      manager.findOneBy(RememberedAnswer, { clientId, keyHash }),
    );
    if (known !== null && known.requestHash !== mine.requestHash) {
      throw new Refusal('idempotency-key-reused', 'this Idempotency-Key was used for another request');
    }
    if (known !== null && known.answer !== null) return known.answer;
    if (known !== null && (await this.#takeOver(mine, known))) return null;
    throw new Refusal('request-in-progress', 'a request with this Idempotency-Key is under way');
  }

  async #takeOver(
    { leaseUntil, createdAt: now }: RememberedAnswer,
    known: RememberedAnswer,
  ): Promise<boolean> {
    if (known.leaseUntil > now) return false;
    const { affected } = await this.database.run((manager) =>
      manager.update(RememberedAnswer, unanswered(known), { leaseUntil }),
    );
    return affected === 1;
  }

  async #remember(mine: RememberedAnswer, answer: unknown): Promise<void> {
    const sealed = this.#box.seal(holderOf(mine), JSON.stringify(answer));
    await this.database.run((manager) =>
      manager.update(RememberedAnswer, unanswered(mine), { answer: sealed }),
    );
  }
}

/** The row as whoever is at it knows it: another who took over has moved the lease. */
function unanswered({ clientId, keyHash, leaseUntil }: RememberedAnswer) {
  return { clientId, keyHash, leaseUntil, answer: IsNull() };
}

function holderOf({ clientId, keyHash }: RememberedAnswer): string {
  return `answer:${clientId}:${keyHash}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** JSON whose fields stand in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
