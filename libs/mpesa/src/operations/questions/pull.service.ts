import type { PulledTransaction } from '../../daraja/contracts/pull.contract.js';
import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import type { GapFillStore } from '../../reconciliation/gap-fill-store.js';
import { PULL_MARGIN_MS, pullPages, type PullWindow } from '../../reconciliation/pull-pages.js';
import { outcomeOfPullRegistration, toPullRegisterBody } from '../../translation/pull.js';
import type { Clock } from '../../values/clock.js';
import { SECOND_MS } from '../../values/duration.js';
import { PULL_REACH_MS } from '../../values/pull-reach.js';
import { checkCallbackUrl } from '../callback-url-check.js';
import { appOf } from '../daraja-apps.js';
import { readPhone } from '../payment-request.js';
import { ask, type AskedBy, type QuestionDeps } from './question-deps.js';
import { refuseNonObjects } from '../request-objects.js';

/** Registers a shortcode for Pull. */
export interface PullRegisterRequest extends AskedBy {
  /** The phone nominated for the shortcode on the organisation portal, in any usual form. */
  readonly nominatedPhone: string;
  /** What Safaricom is told as callback; the shortcode's C2B confirmation URL unless told. */
  readonly callbackUrl?: string;
}

/** How a shortcode stands with Pull. */
export interface PullRegistration {
  readonly outcome: 'registered' | 'already-registered';
  readonly shortcode: string;
  /** What was told; Safaricom keeps what it has when it was registered before. */
  readonly callbackUrl: string;
  /** Safaricom's own words. */
  readonly message: string | null;
  readonly requestId: string | null;
}

/** Which time is asked about. Pull reaches back 48 hours. */
export interface PullRequest extends AskedBy {
  /** From when on, epoch ms, at most 48 hours ago. Unless told, as far back as Pull reaches, but for a minute. */
  readonly from?: number;
  /** Until when, epoch ms; now unless told. */
  readonly to?: number;
}

/** A payment by a customer, as Pull tells it; what it does not tell is null. */
export interface PulledPayment {
  readonly receipt: string;
  readonly amountCents: number | null;
  /** Epoch ms, to the second. */
  readonly paidAt: number | null;
  /** Twelve digits, in clear; null when the number came in any other form. */
  readonly phone: string | null;
  readonly payerName: string | null;
  /** What the payer typed as account number. */
  readonly reference: string | null;
  /** Safaricom's word, such as `c2b-pay-bill-debit`. */
  readonly type: string | null;
  readonly organisationName: string | null;
}

/** What Pull tells of a time. */
export interface PulledPayments {
  /** Each receipt once, in Safaricom's order. */
  readonly payments: readonly PulledPayment[];
  /** Rows without a receipt, which could not be read. Anything but 0 means that something may be missing. */
  readonly unreadableRows: number;
}

export interface PullServiceDeps extends QuestionDeps {
  readonly confirmationUrlFor: (account: ResolvedAccount) => string;
  /** Safaricom's production: its URL rules apply. */
  readonly production: boolean;
  readonly gapFills: Pick<GapFillStore, 'register'>;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
}

/** What customers paid in the last 48 hours, told by Safaricom again: for payments whose confirmation never arrived. */
export class PullService {
  constructor(private readonly deps: PullServiceDeps) {}

  /**
   * Lets the payments of a shortcode be pulled. Once per shortcode; that it was done before is no error. From now on the gap
   * fill compares them with what is stored, unless the account's option `gapFill.enabled` says otherwise.
   *
   * @throws InvalidRequestError fields `nominatedPhone`, `callbackUrl`, `account`
   * @throws DarajaRejectedError, DarajaUnavailableError, DarajaThrottledError, DarajaResponseError
   */
  async register(request: PullRegisterRequest): Promise<PullRegistration> {
    refuseNonObjects({ request });
    const account = await this.deps.accounts.get(request.account);
    const { shortcode } = account;
    const callbackUrl = request.callbackUrl ?? this.deps.confirmationUrlFor(account);
    checkCallbackUrl('callbackUrl', callbackUrl, this.deps);
    const answer = await ask(this.deps, account, {
      endpoint: ENDPOINTS.pullRegister,
      body: toPullRegisterBody({
        shortcode,
        nominatedPhone: readPhone(request.nominatedPhone, 'nominatedPhone'),
        callbackUrl,
      }),
    });
    await this.deps.gapFills.register({ shortcode, account: account.name, at: this.deps.clock.now() });
    return { shortcode, callbackUrl, ...outcomeOfPullRegistration(answer) };
  }

  /**
   * Every payment of a window, page after page. It only reads: nothing is booked, and no event is announced.
   *
   * @throws InvalidRequestError fields `from`, `to`, `account`
   * @throws DarajaRejectedError also for a shortcode that is not registered
   * @throws DarajaUnavailableError, DarajaThrottledError, DarajaResponseError
   */
  async query(request: PullRequest = {}): Promise<PulledPayments> {
    refuseNonObjects({ request });
    const account = await this.deps.accounts.get(request.account);
    const window = readWindow(request, this.deps.clock.now());
    const app = appOf(account, this.deps.baseUrl);
    const payments: PulledPayment[] = [];
    let unreadableRows = 0;
    for await (const page of pullPages(this.deps.client, { app, shortcode: account.shortcode }, window)) {
      payments.push(...page.transactions.map(toPayment));
      unreadableRows += page.unreadableRows;
    }
    return { payments, unreadableRows };
  }
}

/** Whole seconds, outwards: the wire has no finer ones. */
function readWindow(request: PullRequest, now: number): PullWindow {
  const { from = now - PULL_REACH_MS + PULL_MARGIN_MS, to = now } = request;
  if (!Number.isSafeInteger(from) || from < now - PULL_REACH_MS || from > now) {
    throw new InvalidRequestError('from', from, 'must be epoch milliseconds within the last 48 hours');
  }
  if (!Number.isSafeInteger(to) || to < from || to > now) {
    throw new InvalidRequestError('to', to, 'must be epoch milliseconds between `from` and now');
  }
  return { from, to: Math.ceil(to / SECOND_MS) * SECOND_MS };
}

function toPayment(row: PulledTransaction): PulledPayment {
  return {
    receipt: row.transactionId,
    amountCents: row.amountCents,
    paidAt: row.trxDate,
    phone: row.msisdn.form === 'clear' ? row.msisdn.value : null,
    payerName: row.sender,
    reference: row.billreference,
    type: row.transactiontype,
    organisationName: row.organizationname,
  };
}
