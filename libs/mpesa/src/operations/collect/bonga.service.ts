import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { c2bAccountProblem } from '../../values/account-reference.js';
import { centsToShillings } from '../../values/money.js';
import { readAmount, readPhone, refuse } from '../payment-request.js';
import { ask, type AskedBy, type QuestionDeps } from '../questions/question-deps.js';
import { isKeyOf } from '../../values/is-key-of.js';
import { refuseNonObjects } from '../request-objects.js';

/** How many points are asked about. */
export interface BongaWorthRequest extends AskedBy {
  /** Whole points, 1 or more. */
  readonly points: number;
  /** Where the question goes: portal and Postman collection disagree. `calculate-points`, the portal's, unless told. */
  readonly path?: 'calculate-points' | 'calculator-points';
}

/** What a number of Bonga points is worth. */
export interface BongaWorth {
  readonly points: number;
  /** What they pay for; null when it was not told. */
  readonly amountCents: number | null;
  /** Shillings a point, such as 0.2; null when it was not told. */
  readonly rate: number | null;
  readonly requestId: string | null;
}

/** A customer pays with Bonga points. */
export interface BongaRedeemRequest extends AskedBy {
  /** Who pays with points, in any usual form. */
  readonly phone: string;
  /** Whole shillings, within the account's `limits.c2b`. */
  readonly amount: number;
  /** Whole points that are taken for it, 1 or more. */
  readonly points: number;
  /** Shillings a point; 0.2 unless told. */
  readonly rate?: number;
  /** The account number of the payment, 1 to 20 characters. */
  readonly reference: string;
}

/** Daraja has taken the request; the customer is asked on the phone. */
export interface BongaRedemption {
  /** Safaricom's own words, written to be shown to the customer. */
  readonly customerMessage: string | null;
  readonly requestId: string | null;
}

const WORTH_ENDPOINTS = {
  'calculate-points': ENDPOINTS.bongaCalculate,
  'calculator-points': ENDPOINTS.bongaCalculator,
} as const;
const USUAL_RATE = 0.2;

/** Lipa na Bonga: customers pay with loyalty points. */
export class BongaService {
  constructor(private readonly deps: QuestionDeps) {}

  /**
   * What points pay for. Nothing is taken.
   *
   * @throws InvalidRequestError fields `points`, `path`, `account`
   * @throws DarajaRejectedError, DarajaUnavailableError, DarajaThrottledError, DarajaResponseError
   */
  async worth(request: BongaWorthRequest): Promise<BongaWorth> {
    refuseNonObjects({ request });
    const { points, path = 'calculate-points', account: name } = request;
    refuse('points', points, pointsProblem(points));
    if (!isKeyOf(WORTH_ENDPOINTS, path)) {
      throw new InvalidRequestError('path', path, 'must be calculate-points or calculator-points');
    }
    const account = await this.deps.accounts.get(name);
    const body = { points: String(points) };
    const answer = await ask(this.deps, account, { endpoint: WORTH_ENDPOINTS[path], body });
    const { amountCents, requestRefId: requestId } = answer;
    const rate = Number(answer.rate ?? Number.NaN);
    return { points, amountCents, rate: Number.isFinite(rate) ? rate : null, requestId };
  }

  /**
   * Asks the customer's phone to pay with points. Once agreed to, the money arrives as a C2B confirmation with the reference
   * as account number and is announced by `payment.succeeded`; an answer without it means nothing was paid.
   *
   * @throws InvalidRequestError fields `phone`, `amount`, `points`, `rate`, `reference`, `account`
   * @throws DarajaRejectedError, DarajaUnavailableError, DarajaThrottledError nothing was done
   * @throws DarajaOutcomeUnknownError the customer may be asked: never sent again, wait for the payment
   */
  async redeem(request: BongaRedeemRequest): Promise<BongaRedemption> {
    refuseNonObjects({ request });
    const account = await this.deps.accounts.get(request.account);
    const { points, rate = USUAL_RATE, reference } = request;
    refuse('points', points, pointsProblem(points));
    refuse('rate', rate, Number.isFinite(rate) && rate > 0 ? null : 'must be shillings a point, such as 0.2');
    refuse('reference', reference, c2bAccountProblem(reference));
    const answer = await ask(this.deps, account, {
      endpoint: ENDPOINTS.bongaRedeem,
      body: {
        msisdn: readPhone(request.phone),
        amount: centsToShillings(readAmount(request.amount, account.limits.c2b)),
        bongaPoints: points,
        conversionRate: rate,
        shortCode: account.till ?? account.shortcode,
        accountNumber: reference,
      },
    });
    return { customerMessage: answer.customerMessage, requestId: answer.requestRefId };
  }
}

function pointsProblem(points: unknown): string | null {
  return Number.isSafeInteger(points) && Number(points) >= 1 ? null : 'must be whole points, 1 or more';
}
