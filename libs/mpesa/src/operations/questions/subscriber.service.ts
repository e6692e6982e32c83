import type {
  SubscriberAnswer,
  SubscriberRequestBody,
} from '../../daraja/contracts/subscriber-checks.contract.js';
import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import type { Endpoint } from '../../daraja/wire/endpoint.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { subscriberFrom } from '../../translation/subscriber.js';
import { readPhone } from '../payment-request.js';
import { ask, type AskedBy, type QuestionDeps } from './question-deps.js';
import { isKeyOf } from '../../values/is-key-of.js';
import { refuseNonObjects } from '../request-objects.js';

/** Which number is asked about. */
export interface SubscriberRequest extends AskedBy {
  /** In any usual form. */
  readonly phone: string;
}

/** Whose SIM is asked for, in which version of the API. */
export interface ImsiRequest extends SubscriberRequest {
  /** Which of the two products the Daraja app has; `v1` unless told. */
  readonly version?: 'v1' | 'v2';
}

/** Which SIM a number is on. */
export interface ImsiInfo {
  /** Twelve digits. */
  readonly phone: string;
  /** The SIM's identity, hashed by Safaricom: another value is another SIM. */
  readonly imsiHash: string | null;
  /** Epoch ms of the day, or null: not swapped within three months, or not told. To rely on it, ask `simSwap`. */
  readonly lastSwapAt: number | null;
  /** When the number was registered, epoch ms of the day. */
  readonly registeredAt: number | null;
  readonly requestId: string | null;
}

/** When the SIM of a number was last swapped. */
export interface SimSwap {
  /** Twelve digits. */
  readonly phone: string;
  /** Epoch ms; null: not swapped within three months. */
  readonly lastSwapAt: number | null;
  readonly requestId: string | null;
}

/** Since when a number is registered. */
export interface AgeOnNetwork {
  /** Twelve digits. */
  readonly phone: string;
  /** When the number was registered, epoch ms of the day. */
  readonly registeredAt: number;
  readonly requestId: string | null;
}

const IMSI_ENDPOINTS = { v1: ENDPOINTS.imsi, v2: ENDPOINTS.imsiV2 } as const;

/**
 * What Safaricom knows of a number and its SIM: commercial products, paid for per call. All methods throw
 * `InvalidRequestError` (fields `phone`, `account`), `DarajaRejectedError` (also for a number that is not Safaricom's),
 * `DarajaUnavailableError`, `DarajaThrottledError` and `DarajaResponseError`.
 */
export class SubscriberService {
  constructor(private readonly deps: QuestionDeps) {}

  /** The SIM's hashed identity and what goes with it. What v2 answers is not public; fields it lacks are null. */
  async imsi(asked: ImsiRequest): Promise<ImsiInfo> {
    refuseNonObjects({ request: asked });
    const { version = 'v1', ...request } = asked;
    if (!isKeyOf(IMSI_ENDPOINTS, version)) {
      throw new InvalidRequestError('version', version, 'must be v1 or v2');
    }
    const { phone, answer } = await this.#ask(IMSI_ENDPOINTS[version], request);
    return { phone, ...subscriberFrom(answer) };
  }

  /**
   * When the number last moved to another SIM. An answer without a readable date is a `DarajaResponseError`, never
   * "not swapped": somebody may decide on it whether to trust a phone.
   */
  async simSwap(request: SubscriberRequest): Promise<SimSwap> {
    refuseNonObjects({ request });
    const { phone, answer } = await this.#ask(ENDPOINTS.simSwap, request);
    const { lastSwapAt, requestId } = subscriberFrom(answer);
    return { phone, lastSwapAt, requestId };
  }

  /** Since when the number is registered. */
  async ageOnNetwork(request: SubscriberRequest): Promise<AgeOnNetwork> {
    refuseNonObjects({ request });
    const { phone, answer } = await this.#ask(ENDPOINTS.ageOnNetwork, request);
    const { registeredAt, requestId } = subscriberFrom(answer);
    return { phone, registeredAt, requestId };
  }

  async #ask<Res extends SubscriberAnswer>(
    endpoint: Endpoint<SubscriberRequestBody, Res>,
    request: SubscriberRequest,
  ): Promise<{ readonly phone: string; readonly answer: Res }> {
    const phone = readPhone(request.phone);
    const account = await this.deps.accounts.get(request.account);
    return { phone, answer: await ask(this.deps, account, { endpoint, body: { customerNumber: phone } }) };
  }
}
