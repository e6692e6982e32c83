import { randomUUID } from 'node:crypto';
import { InvalidRequestError } from 'nestjs-mpesa';
import type { EntityManager } from 'typeorm';
import type { Database } from 'typeorm-durable';
import type { Clock } from '../setup/clock.js';
import type { Endpoint, EndpointAnswer, IssuedSecret, OwnershipProof, PingResult } from './endpoint.js';
import { Refusal } from '../errors/refusal.js';
import type { SigningSecrets } from './secrets/signing-secrets.js';
import { destinationUrl, type DestinationRules } from './sending/destination.js';
import { bodyOf } from './enqueue-rules.js';
import type { Sender } from './sending/sender.js';
import type { Pinger } from './sending/pinger.js';
import { endpointNotFound } from './not-found.js';
import { newSigningSecret } from './sending/standard-webhooks.js';
import type { EndpointStore } from './storage/endpoint-store.js';

const DAY_MS = 86_400_000;

export interface EndpointServiceDeps {
  readonly database: Database;
  readonly store: EndpointStore;
  readonly secrets: SigningSecrets;
  readonly sender: Sender;
  readonly pinger: Pinger;
  readonly rules: DestinationRules;
  readonly clock: Clock;
  /** Called when deliveries that were held may go on. */
  readonly wake: () => void;
}

export interface UrlRequest {
  readonly url: string;
  readonly proof?: OwnershipProof;
  /** Written in the transaction that writes the URL, before it; what it throws undoes both. It may run more than once. */
  readonly together?: (manager: EntityManager, endpointId: string) => Promise<void>;
}

/** Where clients want their messages. Another client's endpoint is not there. */
export class EndpointService {
  constructor(private readonly deps: EndpointServiceDeps) {}

  /**
   * Registers a URL after it has answered a signed ping as `proof` demands; by default it must repeat the ping's challenge.
   *
   * @returns the endpoint and its signing secret, which cannot be asked for again
   * @throws InvalidRequestError when the URL may not be written to
   * @throws Refusal `endpoint-unproven`, with what came of the ping
   */
  async register(
    clientId: string,
    request: UrlRequest,
  ): Promise<{ readonly endpoint: Endpoint; readonly secret: string }> {
    const secret = newSigningSecret();
    const url = await this.#provenUrl(request, [secret]);
    const now = this.deps.clock.now();
    const endpoint: Endpoint = {
      id: randomUUID(),
      clientId,
      url,
      status: 'active',
      disabledReason: null,
      createdAt: now,
      updatedAt: now,
    };
    await this.deps.database.write('store an endpoint', async (session, manager) => {
      await request.together?.(manager, endpoint.id);
      await this.deps.store.add(session, endpoint);
      await this.deps.secrets.store(session, `endpoint:${endpoint.id}`, secret);
    });
    return { endpoint, secret };
  }

  /** @throws Refusal `endpoint-not-found` */
  async get(clientId: string, id: string): Promise<Endpoint> {
    const endpoint = await this.deps.store.get(clientId, id);
    if (endpoint === null) throw endpointNotFound(id);
    return endpoint;
  }

  /** Oldest first. */
  list(clientId: string): Promise<Endpoint[]> {
    return this.deps.store.list(clientId);
  }

  /** Sends what is due and what comes to another URL, which must pass the same ping. Throws what `register` and `get` throw. */
  async changeUrl(clientId: string, id: string, request: UrlRequest): Promise<Endpoint> {
    await this.get(clientId, id);
    const url = await this.#provenUrl(request, await this.deps.secrets.active(`endpoint:${id}`));
    await this.deps.database.write('change the URL of an endpoint', async (session, manager) => {
      await request.together?.(manager, id);
      await this.deps.store.setUrl(session, id, { url, now: this.deps.clock.now() });
    });
    return this.get(clientId, id);
  }

  /**
   * Makes a new secret. Until `keepOldMs` have passed (default a day, at most thirty) messages carry a signature of each.
   *
   * @throws Refusal `endpoint-not-found`
   */
  async rotateSecret(clientId: string, id: string, keepOldMs: number = DAY_MS): Promise<IssuedSecret> {
    await this.get(clientId, id);
    return this.deps.secrets.rotate(`endpoint:${id}`, rotationTime(keepOldMs));
  }

  /**
   * Makes a (new) secret for a client's one-shot destinations, with the same rotation.
   */
  async rotateClientSecret(clientId: string, keepOldMs: number = DAY_MS): Promise<IssuedSecret> {
    return this.deps.secrets.rotate(`client:${clientId}`, rotationTime(keepOldMs));
  }

  /** What signs messages to a client's one-shot destinations now. */
  async clientSecret(clientId: string): Promise<string> {
    const [newest = ''] = await this.deps.secrets.active(`client:${clientId}`);
    return newest;
  }

  /** Sends nothing more to it; what is due and what comes is kept until it is enabled. Throws what `get` throws. */
  async disable(clientId: string, id: string): Promise<Endpoint> {
    await this.get(clientId, id);
    await this.deps.store.disable(id, { reason: 'client', now: this.deps.clock.now() });
    return this.get(clientId, id);
  }

  /** Lets what was kept go out, beginning with a single message. Throws what `get` throws. */
  async enable(clientId: string, id: string): Promise<Endpoint> {
    await this.get(clientId, id);
    await this.deps.store.enable(id, this.deps.clock.now());
    this.deps.wake();
    return this.get(clientId, id);
  }

  /** Sends a ping now, also to a disabled endpoint. Any 2xx is good. Throws what `get` throws. */
  async ping(clientId: string, id: string): Promise<PingResult> {
    const { url } = await this.get(clientId, id);
    return this.deps.pinger.ping(url, await this.deps.secrets.active(`endpoint:${id}`), 'answer');
  }

  /**
   * Asks an endpoint something now and once, signed like any message. Nothing is stored.
   *
   * @param question its id becomes the `webhook-id`; `deadlineMs` is for the whole exchange
   * @returns its answer, or why there is none; never rejects for what the endpoint does
   * @throws Refusal `endpoint-not-found`
   */
  async ask(
    clientId: string,
    id: string,
    question: { readonly id: string; readonly payload: object; readonly deadlineMs?: number },
  ): Promise<EndpointAnswer> {
    const { url } = await this.get(clientId, id);
    const secrets = await this.deps.secrets.active(`endpoint:${id}`);
    const body = bodyOf(question.payload);
    const { status, error, response } = await this.deps.sender.send({
      id: question.id,
      url,
      body,
      secrets,
      deadlineMs: question.deadlineMs,
    });
    return { status, error, body: response };
  }

  async #provenUrl(
    request: { readonly url: string; readonly proof?: OwnershipProof },
    secrets: readonly string[],
  ): Promise<string> {
    const { href } = destinationUrl('url', request.url, this.deps.rules);
    const ping = await this.deps.pinger.ping(href, secrets, request.proof ?? 'echo');
    if (!ping.ok) {
      const why = ping.error ?? `it answered ${ping.status}`;
      throw new Refusal('endpoint-unproven', `${href} did not pass the ownership ping: ${why}`, { ping });
    }
    return href;
  }
}

function rotationTime(keepOldMs: number): number {
  if (Number.isSafeInteger(keepOldMs) && keepOldMs >= 0 && keepOldMs <= 30 * DAY_MS) return keepOldMs;
  throw new InvalidRequestError('keepOldMs', keepOldMs, 'must be whole milliseconds, from 0 to 30 days');
}
