import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from 'nestjs-mpesa';
import type { EntityManager } from 'typeorm';
import { EndpointService } from '../../deliveries/endpoint.service.js';
import { endpointNotFound } from '../../deliveries/not-found.js';
import { EndpointProfiles, type ProfiledEndpoint } from '../../endpoints/endpoint-profiles.js';
import { EndpointRegistrations } from '../../endpoints/endpoint-registrations.js';
import { Refusal } from '../../errors/refusal.js';
import { normalisePrefix } from '../../values/account-number.js';
import { GatewayDatabase } from '../../storage/gateway-database.js';
import { BRIJ_FORMAT } from './brij-format.js';
import { OvertakenError, PrefixClaims } from './prefix-claims.js';

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

interface Move {
  readonly url: string | null | undefined;
  readonly together?: (manager: EntityManager) => Promise<void>;
}

/** More often than any two calls get in each other's way. */
const TRIES = 10;

/** Prefixes together with their URLs, as this dialect has them: one URL for a prefix. */
@Injectable()
export class BrijUrls {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly registrations: EndpointRegistrations,
    private readonly profiles: EndpointProfiles,
    private readonly claims: PrefixClaims,
    private readonly database: GatewayDatabase,
  ) {}

  /**
   * Asked again with the same prefix and URL it answers with the same id and a new secret; the old one signs too for a day.
   *
   * @throws InvalidRequestError field `routingPrefix` or `url`
   * @throws Refusal `prefix-taken`, `prefix-overlaps`, `endpoint-unproven`, `request-in-progress`
   */
  register(clientId: string, asked: BrijUrl): Promise<RegisteredUrl> {
    return untilAlone(() => this.#register(clientId, asked));
  }

  /**
   * Another URL, another prefix, or both. A prefix that no endpoint of the client is for any more is free again.
   *
   * @throws InvalidRequestError when both are missing, or one breaks a rule
   * @throws Refusal `endpoint-not-found`, `prefix-taken`, `prefix-overlaps`, `endpoint-unproven`, `request-in-progress`
   */
  update(clientId: string, id: string, asked: Partial<BrijUrl>): Promise<void> {
    return untilAlone(() => this.#update(clientId, id, asked));
  }

  async #register(clientId: string, { routingPrefix, url }: BrijUrl): Promise<RegisteredUrl> {
    const prefix = readPrefix(routingPrefix);
    const known = await this.#urlOf(clientId, prefix);
    if (known !== null) return this.#again(clientId, known, { routingPrefix: prefix, url });
    const { endpoint, secret } = await this.claims.holding(clientId, prefix, () =>
      this.registrations.register(clientId, {
        url,
        prefix,
        purpose: 'confirmation',
        format: BRIJ_FORMAT,
        // The receivers of this dialect know nothing of challenges: that they answer 2xx has to do.
        proof: 'answer',
        guard: (manager) => this.claims.take(manager, clientId, prefix),
      }),
    );
    return { id: endpoint.id, secret };
  }

  async #update(clientId: string, id: string, { routingPrefix, url }: Partial<BrijUrl>): Promise<void> {
    const known = (await this.#all(clientId)).find(({ endpointId }) => endpointId === id);
    if (known === undefined) throw endpointNotFound(id);
    if (routingPrefix == null && url == null) {
      throw new InvalidRequestError('url', url, 'is required when routingPrefix is missing');
    }
    const prefix = routingPrefix == null ? known.prefix : readPrefix(routingPrefix);
    if (prefix === null || prefix === known.prefix) return this.#move(clientId, id, { url });
    const other = await this.#urlOf(clientId, prefix);
    if (other !== null) throw taken(prefix, other.endpointId);
    const together = async (manager: EntityManager): Promise<void> => {
      await this.claims.take(manager, clientId, prefix);
      const { endpointId, purpose, format } = known;
      await this.profiles.write(manager, { endpointId, clientId, purpose, format, prefix });
    };
    await this.claims.holding(clientId, prefix, () => this.#move(clientId, id, { url, together }));
    if (known.prefix !== null) await this.claims.free(clientId, known.prefix);
  }

  async #move(clientId: string, id: string, { url, together }: Move): Promise<void> {
    if (url != null) await this.endpoints.changeUrl(clientId, id, { url, proof: 'answer', together });
    else if (together !== undefined) await this.database.change(together);
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

  async #urlOf(clientId: string, prefix: string): Promise<ProfiledEndpoint | null> {
    return (await this.#all(clientId)).find((endpoint) => endpoint.prefix === prefix) ?? null;
  }

  async #all(clientId: string): Promise<ProfiledEndpoint[]> {
    return (await this.profiles.of(clientId)).filter(({ format }) => format === BRIJ_FORMAT);
  }
}

/** Begins again when another call for the same prefix was faster: what is found then is what that one left. */
async function untilAlone<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      if (attempt === TRIES) {
        throw new Refusal('request-in-progress', 'other calls for this prefix are under way; ask again');
      }
    }
  }
}

/** The prefix may also have been freed before the URL was asked, which is found out in the words for `/v1`. */
function isOvertaken(error: unknown): boolean {
  return (
    error instanceof OvertakenError || (error instanceof InvalidRequestError && error.field === 'prefix')
  );
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
