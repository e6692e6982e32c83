import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '../errors/refusal.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';

/** Each open stream asks the database every two seconds, so that a client has no more than its share of them, in this process. */
@Injectable()
export class OpenStreams {
  readonly #open = new Map<string, number>();
  readonly #most: number;

  constructor(@Inject(GATEWAY_SETTINGS) { limits }: GatewaySettings) {
    this.#most = limits.streams;
  }

  /** @returns what to call when it ends @throws Refusal `too-many-streams` */
  open(clientId: string): () => void {
    const open = this.#open.get(clientId) ?? 0;
    if (open >= this.#most) {
      const message = `a client may have ${this.#most} streams open; close one`;
      throw new Refusal('too-many-streams', message, { most: this.#most });
    }
    this.#open.set(clientId, open + 1);
    return () => this.#close(clientId);
  }

  #close(clientId: string): void {
    const left = (this.#open.get(clientId) ?? 0) - 1;
    if (left > 0) this.#open.set(clientId, left);
    else this.#open.delete(clientId);
  }
}
