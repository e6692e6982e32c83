import { Inject, Injectable } from '@nestjs/common';
import { networkOf } from 'nestjs-mpesa';
import type { Client } from '../clients/client.entity.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { ClientProofs, type ProvingRequest } from './client-proofs.js';
import type { Credentials } from './credentials.js';
import { FailedLogins } from './failed-logins.js';

/** Who says to be a client is looked at here, whichever door they came to. */
@Injectable()
export class Logins {
  readonly #failed: FailedLogins;

  constructor(
    private readonly proofs: ClientProofs,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#failed = new FailedLogins(clock);
  }

  /**
   * The client whose id and secret these are; null when there is none. Who knows the secret gets in, however often others have
   * failed with the same id or from the same address.
   *
   * @throws Refusal `too-many-failed-logins`, with `retryAt`
   */
  async prove(credentials: Credentials, request: ProvingRequest): Promise<Client | null> {
    const client = await this.proofs.of(request, credentials);
    if (client === null)
      this.#failed.count(`client ${credentials.id.slice(0, 36)}`, `address ${networkOf(request.ip)}`);
    return client;
  }
}
