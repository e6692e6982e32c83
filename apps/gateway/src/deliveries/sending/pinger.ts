import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../setup/clock.js';
import type { OwnershipProof, PingResult } from '../endpoint.js';
import type { Sender } from './sender.js';

/** Sends a URL the message `endpoint.ping`, signed like any other, and looks for its challenge in the answer. */
export class Pinger {
  constructor(
    private readonly sender: Sender,
    private readonly clock: Clock,
  ) {}

  async ping(url: string, secrets: readonly string[], proof: OwnershipProof): Promise<PingResult> {
    const challenge = randomBytes(16).toString('hex');
    const timestamp = new Date(this.clock.now()).toISOString();
    const body = JSON.stringify({ type: 'endpoint.ping', timestamp, data: { challenge } });
    const outcome = await this.sender.send({ id: `ping_${randomUUID()}`, url, body, secrets });
    const silent = proof === 'echo' && outcome.response?.includes(challenge) !== true;
    const error = outcome.error ?? (silent ? 'the answer does not repeat the challenge' : null);
    return { ok: error === null, status: outcome.status, error, durationMs: outcome.durationMs };
  }
}
