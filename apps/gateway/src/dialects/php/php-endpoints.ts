import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from 'nestjs-mpesa';
import { EndpointService } from '../../deliveries/endpoint.service.js';
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

/** The confirmation and the validation URL of each client. */
@Injectable()
export class PhpEndpoints {
  /** Two calls at once must not make two endpoints, each of which would be told of every payment. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly endpoints: EndpointService,
    private readonly profiles: EndpointProfiles,
    private readonly registrations: EndpointRegistrations,
  ) {}

  /**
   * Makes this the client's URL for its purpose, in the place of the one before.
   *
   * @returns the secret that signs what is sent there; null when the URL before had it, for it stays
   * @throws InvalidRequestError the field of the URL @throws Refusal `endpoint-unproven`
   */
  put(clientId: string, url: PhpUrl): Promise<string | null> {
    const before = this.#turns.get(clientId) ?? Promise.resolve();
    const mine = before.then(
      () => this.#put(clientId, url),
      () => this.#put(clientId, url),
    );
    this.#turns.set(clientId, mine);
    const done = (): unknown => this.#turns.get(clientId) === mine && this.#turns.delete(clientId);
    mine.then(done, done);
    return mine;
  }

  async #put(clientId: string, { field, ...wanted }: PhpUrl): Promise<string | null> {
    try {
      const known = (await this.profiles.of(clientId)).find((endpoint) => isSame(endpoint, wanted));
      if (known !== undefined) return await this.#change(clientId, known, wanted);
      const made = await this.registrations.register(clientId, { ...wanted, proof: PROOF });
      return made.secret;
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      throw new InvalidRequestError(field, error.value, error.rule);
    }
  }

  async #change(
    clientId: string,
    { endpointId }: ProfiledEndpoint,
    { url, purpose, format }: Omit<PhpUrl, 'field'>,
  ): Promise<null> {
    await this.endpoints.changeUrl(clientId, endpointId, { url, proof: PROOF });
    await this.profiles.set({ endpointId, clientId, purpose, format, prefix: null });
    await this.endpoints.enable(clientId, endpointId);
    return null;
  }
}

function isSame({ purpose, format }: ProfiledEndpoint, wanted: Omit<PhpUrl, 'field'>): boolean {
  return purpose === wanted.purpose && Object.values(PHP_FORMATS).includes(format);
}
