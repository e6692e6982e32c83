import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from 'nestjs-mpesa';
import { In, type EntityManager } from 'typeorm';
import { EndpointService } from '../../deliveries/endpoint.service.js';
import { EndpointProfile } from '../../endpoints/endpoint-profile.entity.js';
import { EndpointProfiles, type ProfiledEndpoint } from '../../endpoints/endpoint-profiles.js';
import { EndpointRegistrations } from '../../endpoints/endpoint-registrations.js';
import { PHP_FORMATS } from './php-format.js';

/** An endpoint that a client of this dialect has once for each purpose. */
export interface PhpUrl {
  /** The field that gave the URL. */
  readonly field: string;
  readonly url: string;
  readonly purpose: 'confirmation' | 'validation';
  readonly format: string;
}

/** Any 2xx proves a URL: receivers of this dialect know nothing of pings. */
const PROOF = 'answer';

/** Another call for the same URL was faster. */
class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

/** The confirmation and the validation URL of each client: one of each, however many ask at once, on however many processes. */
@Injectable()
export class PhpEndpoints {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly profiles: EndpointProfiles,
    private readonly registrations: EndpointRegistrations,
  ) {}

  /**
   * Makes this the client's URL for its purpose, in the place of the one before.
   *
   * @returns the secret that signs what is sent there; null when the URL before had it, for it stays
   * @throws InvalidRequestError the field of the URL @throws Refusal `endpoint-unproven`, `too-many-endpoints`
   */
  async put(clientId: string, { field, ...wanted }: PhpUrl): Promise<string | null> {
    try {
      return (await this.#changed(clientId, wanted)) ? null : await this.#made(clientId, wanted);
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      throw new InvalidRequestError(field, error.value, error.rule);
    }
  }

  /** @returns the secret; null when another call has just made the endpoint, which then has this call's URL */
  async #made(clientId: string, wanted: Wanted): Promise<string | null> {
    try {
      const guard = (manager: EntityManager) => refuseSecond(manager, clientId, wanted);
      return (await this.registrations.register(clientId, { ...wanted, guard, proof: PROOF })).secret;
    } catch (error) {
      if (!(error instanceof OvertakenError)) throw error;
      await this.#changed(clientId, wanted);
      return null;
    }
  }

  /** @returns false when there is no endpoint to be changed */
  async #changed(clientId: string, { url, purpose, format }: Wanted): Promise<boolean> {
    const known = (await this.profiles.of(clientId)).find((endpoint) => isSame(endpoint, { purpose }));
    if (known === undefined) return false;
    const { endpointId } = known;
    await this.endpoints.changeUrl(clientId, endpointId, { url, proof: PROOF });
    await this.profiles.set({ endpointId, clientId, purpose, format, prefix: null });
    await this.endpoints.enable(clientId, endpointId);
    return true;
  }
}

type Wanted = Omit<PhpUrl, 'field'>;

function isSame({ purpose, format }: ProfiledEndpoint, wanted: Pick<Wanted, 'purpose'>): boolean {
  return purpose === wanted.purpose && Object.values(PHP_FORMATS).includes(format);
}

/** Two would each be told of every payment. @throws OvertakenError */
async function refuseSecond(manager: EntityManager, clientId: string, { purpose }: Wanted): Promise<void> {
  const same = { clientId, purpose, format: In(Object.values(PHP_FORMATS)) };
  if (await manager.existsBy(EndpointProfile, same)) throw new OvertakenError('another call made it');
}
