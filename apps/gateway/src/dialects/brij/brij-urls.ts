import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from 'nestjs-mpesa';
import { EndpointService } from '../../deliveries/endpoint.service.js';
import { endpointNotFound } from '../../deliveries/not-found.js';
import { EndpointProfiles, type ProfiledEndpoint } from '../../endpoints/endpoint-profiles.js';
import { EndpointRegistrations } from '../../endpoints/endpoint-registrations.js';
import { Refusal } from '../../refusal.js';
import { normalisePrefix } from '../../routing/account-number.js';
import { Prefixes } from '../../routing/prefixes.js';
import { BRIJ_FORMAT } from './brij-format.js';

/** One prefix and where its payments are told. */
export interface BrijUrl {
  readonly routingPrefix: string;
  readonly url: string;
}

export interface RegisteredUrl {
  readonly id: string;
  /** Signs what is sent to the URL. */
  readonly secret: string;
}

/** Prefixes together with their URLs, as this dialect has them: one URL for a prefix. */
@Injectable()
export class BrijUrls {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly registrations: EndpointRegistrations,
    private readonly profiles: EndpointProfiles,
    private readonly prefixes: Prefixes,
  ) {}

  /**
   * Asked again with the same prefix and URL it answers with the same id and a new secret; the old one signs too for a day.
   *
   * @throws InvalidRequestError field `routingPrefix` or `url`
   * @throws Refusal `prefix-taken`, `prefix-overlaps`, `endpoint-unproven`
   */
  async register(clientId: string, { routingPrefix, url }: BrijUrl): Promise<RegisteredUrl> {
    const prefix = readPrefix(routingPrefix);
    const known = await this.#urlOf(clientId, prefix);
    if (known !== null) return this.#again(clientId, known, { routingPrefix: prefix, url });
    const { endpoint, secret } = await this.#holding(clientId, prefix, () =>
      this.registrations.register(clientId, {
        url,
        prefix,
        purpose: 'confirmation',
        format: BRIJ_FORMAT,
        // The receivers of this dialect know nothing of challenges: that they answer 2xx has to do.
        proof: 'answer',
      }),
    );
    return { id: endpoint.id, secret };
  }

  /**
   * Another URL, another prefix, or both. A prefix that no endpoint of the client is for any more is free again.
   *
   * @throws InvalidRequestError when both are missing, or one breaks a rule
   * @throws Refusal `endpoint-not-found`, `prefix-taken`, `prefix-overlaps`, `endpoint-unproven`
   */
  async update(clientId: string, id: string, { routingPrefix, url }: Partial<BrijUrl>): Promise<void> {
    const known = (await this.#all(clientId)).find(({ endpointId }) => endpointId === id);
    if (known === undefined) throw endpointNotFound(id);
    if (routingPrefix == null && url == null) {
      throw new InvalidRequestError('url', url, 'is required when routingPrefix is missing');
    }
    const move = async (): Promise<void> => {
      if (url != null) await this.endpoints.changeUrl(clientId, id, { url, proof: 'answer' });
    };
    const prefix = routingPrefix == null ? known.prefix : readPrefix(routingPrefix);
    if (prefix === null || prefix === known.prefix) return move();
    const other = await this.#urlOf(clientId, prefix);
    if (other !== null) throw taken(prefix, other.endpointId);
    await this.#holding(clientId, prefix, async () => {
      await move();
      const { endpointId, purpose, format } = known;
      await this.profiles.set({ endpointId, clientId, purpose, format, prefix });
    });
    if (known.prefix !== null) await this.#free(clientId, known.prefix);
  }

  async #again(
    clientId: string,
    { endpointId: id }: ProfiledEndpoint,
    asked: BrijUrl,
  ): Promise<RegisteredUrl> {
    const { url } = await this.endpoints.get(clientId, id);
    if (url !== asked.url && !isSameUrl(url, asked.url)) throw taken(asked.routingPrefix, id);
    return { id, secret: (await this.endpoints.rotateSecret(clientId, id)).secret };
  }

  /** Gives the client the prefix, and takes a new one back should `work` fail. */
  async #holding<T>(clientId: string, prefix: string, work: () => Promise<T>): Promise<T> {
    const own = await this.prefixes.of(clientId);
    await this.prefixes.register({ clientId, prefix });
    try {
      return await work();
    } catch (error) {
      if (!own.some((known) => known.prefix === prefix)) await this.prefixes.remove(clientId, prefix);
      throw error;
    }
  }

  async #free(clientId: string, prefix: string): Promise<void> {
    const endpoints = await this.profiles.of(clientId);
    if (endpoints.every((endpoint) => endpoint.prefix !== prefix)) {
      await this.prefixes.remove(clientId, prefix);
    }
  }

  async #urlOf(clientId: string, prefix: string): Promise<ProfiledEndpoint | null> {
    return (await this.#all(clientId)).find((endpoint) => endpoint.prefix === prefix) ?? null;
  }

  async #all(clientId: string): Promise<ProfiledEndpoint[]> {
    return (await this.profiles.of(clientId)).filter(({ format }) => format === BRIJ_FORMAT);
  }
}

function readPrefix(given: string): string {
  const prefix = normalisePrefix(given);
  if (prefix !== null) return prefix;
  const rule = 'must be 2 to 12 letters and digits; blanks and dashes do not count';
  throw new InvalidRequestError('routingPrefix', given, rule);
}

function isSameUrl(one: string, other: string): boolean {
  try {
    return new URL(one).href === new URL(other).href;
  } catch {
    return false;
  }
}

function taken(prefix: string, id: string): Refusal {
  return new Refusal('prefix-taken', `the prefix ${prefix} has a URL: change that with update-url?id=${id}`, {
    prefix,
    id,
  });
}
