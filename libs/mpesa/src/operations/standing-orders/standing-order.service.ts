import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { PaymentNotFoundError } from '../../errors/payment-not-found.error.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import type { Payment } from '../../payments/payment.js';
import type { Page, PageRequest, PaymentQueries } from '../../payments/payment-ports.js';
import { newStandingOrder, type StandingOrder } from '../../payments/standing-order.js';
import type {
  StandingOrderFilter,
  StandingOrderStore,
} from '../../payments/standing-orders/standing-order-ports.js';
import type { StandingOrderRecorder } from '../../payments/standing-orders/standing-order-recorder.js';
import { StorageConflict, toldOutside } from '../../payments/storage-conflict.js';
import { toRatibaBody } from '../../translation/ratiba.js';
import type { Clock } from '../../values/clock.js';
import { plainDigest, type KeyedDigests } from '../../values/keyed-digests.js';
import type { RandomSource } from '../../values/random.js';
import { readFilter, readId } from '../lookup-request.js';
import { readPage } from '../page-request.js';
import { requestHash } from '../payment-request.js';
import { ask, type QuestionDeps } from '../questions/question-deps.js';
import { canBeExecution } from './standing-order-executions.js';
import { answerLost, orderSendingOutcome } from './standing-order-outcome.js';
import { readStandingOrder, type StandingOrderRequest } from './standing-order-request.js';
import { orderResolved, type StandingOrderResolution } from './standing-order-resolution.js';
import { uniqueReference } from '../unique-reference.js';
import { StoredDeparture } from '../stored-departure.js';
import { unstoredOutcome } from '../unstored-outcome.js';
import { refuseNonObjects } from '../request-objects.js';

export interface StandingOrderServiceDeps extends QuestionDeps {
  readonly recorder: StandingOrderRecorder;
  readonly orders: Pick<StandingOrderStore, 'get' | 'find' | 'findLive' | 'matching' | 'depart' | 'takeBack'>;
  readonly queries: Pick<PaymentQueries, 'get' | 'find'>;
  readonly callbackUrlFor: (id: string, account: ResolvedAccount) => string;
  /** Longer than one request can take, ms. */
  readonly sendLeaseMs: number;
  readonly digests: Pick<KeyedDigests, 'of' | 'formsOf'>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly newId: () => string;
  /** Told in words of an order whose way the books do not have, for the log. */
  readonly onUnstored: (message: string) => void;
}

/** Ready to be stored, once its digests are keyed. */
type Prepared = StandingOrder & { readonly phone: string; readonly liveKey: string };

/** M-Pesa Ratiba: asks a customer to agree to pay again and again. */
export class StandingOrderService {
  constructor(private readonly deps: StandingOrderServiceDeps) {}

  /**
   * Stores the order, asks the customer's phone and returns the order as `pending`. What the customer answers arrives as
   * `standing-order.active` or `standing-order.failed`. The same name and request again returns the order that is there.
   *
   * @throws InvalidRequestError before anything is stored or sent; also for a name that asked for something else before
   * @throws DarajaUnavailableError, DarajaThrottledError nothing was sent: the same call may be made again
   * @throws DarajaRejectedError Daraja said no
   * @throws DarajaOutcomeUnknownError the customer may be asked: never sent again, wait for the event. Its `paymentId` is the
   *   order's id
   * @throws StorageUnavailableError the database is down; nothing was sent
   */
  async create(request: StandingOrderRequest): Promise<StandingOrder> {
    refuseNonObjects({ request });
    const account = await this.deps.accounts.get(request.account);
    const order = this.#prepare(request, account);
    // Its name may be taken under a secret that was the first of the list then: no index tells of that.
    const known = await this.#known(order);
    if (known !== null) return known;
    const stored = this.#keyed(order);
    try {
      await this.deps.recorder.open(stored);
    } catch (error) {
      const winner = error instanceof StorageConflict ? await this.#known(order) : null;
      if (winner !== null) return winner;
      throw toldOutside('store a standing order', error);
    }
    return this.#send(stored, account);
  }

  async get(id: string): Promise<StandingOrder | null> {
    return this.deps.orders.get(readId('id', id));
  }

  /** Newest first. */
  async find(filter: StandingOrderFilter = {}, page: PageRequest = {}): Promise<Page<StandingOrder>> {
    return this.deps.orders.find(readFilter(filter), readPage(page));
  }

  /**
   * The payments that can be executions of an order, newest first. A page may have fewer than asked for.
   *
   * @throws InvalidRequestError field `id`
   */
  async executions(id: string, page: PageRequest = {}): Promise<Page<Payment>> {
    const order = await this.#get(id);
    const { account, shortcode, reference } = order;
    const filter = { kind: 'c2b', account, shortcode } as const;
    const asked = order.accountType === 'till' ? filter : { ...filter, reference };
    const { items, nextCursor } = await this.deps.queries.find(asked, readPage(page));
    return { items: items.filter((payment) => canBeExecution(payment, order)), nextCursor };
  }

  /**
   * The order that a payment executes; null when it fits none, or more than one.
   *
   * @throws PaymentNotFoundError
   */
  async executedBy(paymentId: string): Promise<StandingOrder | null> {
    const payment = await this.deps.queries.get(readId('paymentId', paymentId));
    if (payment === null) throw new PaymentNotFoundError(paymentId);
    const { shortcode, amountCents } = payment;
    const orders = await this.deps.orders.matching({ shortcode, amountCents });
    const [only, ...others] = orders.filter((order) => canBeExecution(payment, order));
    return others.length === 0 ? (only ?? null) : null;
  }

  /**
   * Takes a person's word on an order in review.
   *
   * @throws InvalidRequestError field `id` when it is no order in review; `as`, `by`, `reason`
   */
  async resolve(id: string, resolution: StandingOrderResolution): Promise<StandingOrder> {
    refuseNonObjects({ resolution });
    const { status } = await this.#get(id);
    if (status !== 'review') throw new InvalidRequestError('id', id, 'must be a standing order in review');
    await this.deps.recorder.record([orderResolved(id, resolution, this.deps.clock.now())]);
    return this.#get(id);
  }

  async #send(order: Prepared, account: ResolvedAccount): Promise<StandingOrder> {
    const { variant } = account.ratiba;
    const body = toRatibaBody(order, { variant, callbackUrl: this.deps.callbackUrlFor(order.id, account) });
    const departure = this.#departure(order);
    const sending = ask(this.deps, account, { endpoint: ENDPOINTS.ratiba, body, departure });
    const about = { id: order.id, departure, clock: this.deps.clock };
    const { fact, error } = await orderSendingOutcome(sending, about);
    try {
      if (fact.type === 'not-sent') await departure.takeBack();
      await this.deps.recorder.record([fact]);
      if (error === null) return await this.#get(order.id);
    } catch (cause) {
      this.deps.onUnstored(unstoredOutcome(`standing order ${order.id}`, fact, cause));
      throw error ?? answerLost(order.id, cause);
    }
    throw error;
  }

  #departure({ id }: StandingOrder): StoredDeparture {
    const { orders, clock, sendLeaseMs } = this.deps;
    return new StoredDeparture({
      subject: `standing order ${id}`,
      leaseMs: sendLeaseMs,
      clock,
      depart: (at, nextCheckAt) => orders.depart({ id, at, nextCheckAt }),
      takeBack: () => orders.takeBack(id),
    });
  }

  /** The live order of this name. @throws InvalidRequestError field `name` when it asked for something else */
  async #known({ liveKey, requestHash: asked, name }: Prepared): Promise<StandingOrder | null> {
    const { orders, digests } = this.deps;
    const known = await orders.findLive(digests.formsOf('standing-order', liveKey));
    if (known === null || digests.formsOf('request', asked).includes(known.requestHash)) return known;
    const rule = `must be new for this customer: standing order ${known.id} has it and asked for something else`;
    throw new InvalidRequestError('name', name, rule);
  }

  #keyed(order: Prepared): Prepared {
    const { digests } = this.deps;
    const liveKey = digests.of('standing-order', order.liveKey);
    return { ...order, liveKey, requestHash: digests.of('request', order.requestHash) };
  }

  #prepare(request: StandingOrderRequest, account: ResolvedAccount): Prepared {
    const asked = readStandingOrder(request, account);
    const now = this.deps.clock.now();
    const liveKey = plainDigest(JSON.stringify([account.name, asked.phone, asked.name]));
    const order = newStandingOrder({
      ...asked,
      id: this.deps.newId(),
      account: account.name,
      accountType: account.type,
      shortcode: account.shortcode,
      till: account.till,
      reference: asked.reference ?? uniqueReference(this.deps.random),
      liveKey,
      requestHash: requestHash({ ...asked }),
      createdAt: now,
      nextCheckAt: now + this.deps.sendLeaseMs,
    });
    return { ...order, phone: asked.phone, liveKey };
  }

  async #get(id: string): Promise<StandingOrder> {
    const order = await this.get(id);
    if (order === null) throw new InvalidRequestError('id', id, 'must be the id of a standing order');
    return order;
  }
}
