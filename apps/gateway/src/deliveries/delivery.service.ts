import { createHash } from 'node:crypto';
import { InvalidRequestError } from 'nestjs-mpesa';
import type { EntityManager } from 'typeorm';
import { Refusal } from '../errors/refusal.js';
import type { Clock } from '../setup/clock.js';
import type { Delivery, DeliveryAttempt, DeliveryFilter, DeliveryPage, EnqueueRequest } from './delivery.js';
import { bodyOf, refuseUnlessNamed } from './enqueue-rules.js';
import { deliveryNotFound, endpointNotFound } from './not-found.js';
import { destinationUrl, type DestinationRules } from './sending/destination.js';
import type { DeliveryStore } from './storage/delivery-store.js';

const PAGE = 50;
const LONGEST_PAGE = 200;

export interface DeliveryServiceDeps {
  readonly store: DeliveryStore;
  readonly rules: DestinationRules;
  readonly clock: Clock;
  readonly wake: () => void;
}

/** Messages to clients: stored here, sent by the dispatcher until they have arrived. Another client's delivery is not there. */
export class DeliveryService {
  constructor(private readonly deps: DeliveryServiceDeps) {}

  /**
   * Stores a message to be delivered at least once, in the order of its stream. The same id again is not stored again, and nothing
   * for a client that was revoked.
   *
   * @param manager of a running transaction of the gateway's database, with which the message is committed; call `wake` after
   * the commit, or it goes out within a second
   * @throws InvalidRequestError naming the field that breaks a rule
   * @throws Refusal `endpoint-not-found` when the client has no such endpoint
   * @throws Refusal `delivery-conflict` when the id names a message of another client, or to another destination
   */
  async enqueue(request: EnqueueRequest, manager?: EntityManager): Promise<void> {
    refuseUnlessNamed(request);
    const { id, clientId, endpointId, stream, type } = request;
    const { url, destination } = this.#destinationOf(request);
    const body = bodyOf(request.payload);
    const now = this.deps.clock.now();
    const added = await this.deps.store.add(
      { id, clientId, endpointId, url, destination, stream, type, body, now },
      manager,
    );
    if (added === 'no-endpoint') throw endpointNotFound(String(endpointId));
    if (added === 'taken') throw conflict(id);
    if (manager === undefined) this.wake();
  }

  /**
   * A one-shot destination as it would be written to, so that a bad one is refused before anything else is done.
   *
   * @throws InvalidRequestError naming `field`
   */
  destination(field: string, url: string): string {
    return destinationUrl(field, url, this.deps.rules).href;
  }

  /** Tells the dispatcher that a transaction with messages has committed. */
  wake(): void {
    this.deps.wake();
  }

  /** @throws Refusal `delivery-not-found` */
  async get(clientId: string, id: string): Promise<Delivery> {
    const delivery = await this.deps.store.get(clientId, id);
    if (delivery === null) throw deliveryNotFound(id);
    return delivery;
  }

  /**
   * Newest first.
   *
   * @param page at most `limit` (1 to 200, default 50), continuing where the page that gave `cursor` ended
   * @throws InvalidRequestError naming `limit` or `cursor`
   */
  async list(
    clientId: string,
    filter: DeliveryFilter = {},
    page: { readonly limit?: number; readonly cursor?: string | null } = {},
  ): Promise<DeliveryPage> {
    const { limit = PAGE, cursor = null } = page;
    if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_PAGE) {
      throw new InvalidRequestError('limit', limit, `must be a whole number from 1 to ${LONGEST_PAGE}`);
    }
    const found = await this.deps.store.page(clientId, filter, { limit, cursor });
    if (found === null) throw new InvalidRequestError('cursor', cursor, 'must come from an earlier page');
    return found;
  }

  /** What came of each attempt, oldest first. @throws Refusal `delivery-not-found` */
  async attempts(clientId: string, id: string): Promise<DeliveryAttempt[]> {
    await this.get(clientId, id);
    return this.deps.store.attempts(clientId, id);
  }

  /**
   * Sends a finished delivery again, under the same `webhook-id`, with a new round of attempts. One that is still pending is left
   * as it is.
   *
   * @throws Refusal `delivery-not-found`
   */
  async replay(clientId: string, id: string): Promise<Delivery> {
    await this.get(clientId, id);
    if (await this.deps.store.replay(clientId, id, this.deps.clock.now())) this.wake();
    return this.get(clientId, id);
  }

  /** Sends again what an endpoint never took since a moment. @returns how many those are */
  async replayFailed(clientId: string, endpointId: string, since: number): Promise<number> {
    const count = await this.deps.store.replayFailed(clientId, endpointId, {
      since,
      now: this.deps.clock.now(),
    });
    if (count > 0) this.wake();
    return count;
  }

  /** A registered endpoint's queue is its own; one-shot URLs of a client share one per host, so that none can have thousands. */
  #destinationOf({ clientId, endpointId, url }: EnqueueRequest): {
    url: string | null;
    destination: string;
  } {
    if (endpointId !== null) {
      if (url === undefined) return { url: null, destination: endpointId };
      throw new InvalidRequestError('url', url, 'must be left out when endpointId names an endpoint');
    }
    const { href, origin } = destinationUrl('url', url ?? '', this.deps.rules);
    const host = createHash('sha256').update(`${clientId} ${origin}`).digest('hex');
    return { url: href, destination: `url:${host.slice(0, 32)}` };
  }
}

function conflict(id: string): Refusal {
  return new Refusal('delivery-conflict', `the id ${id} is taken by a delivery to another destination`);
}
