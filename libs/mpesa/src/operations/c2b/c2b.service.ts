import type { C2bRegisterAnswer } from '../../daraja/contracts/c2b-register.contract.js';
import type { DarajaClient } from '../../daraja/daraja-client.js';
import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { InboxStore } from '../../inbox/inbox-store.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import {
  nameFromSimulation,
  outcomeOfRegistration,
  toC2bRegisterBody,
  toC2bSimulateBody,
} from '../../translation/c2b-registration.js';
import { c2bAccountProblem } from '../../values/account-reference.js';
import type { Clock } from '../../values/clock.js';
import type { C2bRegistrationStore, StoredC2bRegistration } from './c2b-registration.store.js';
import { checkCallbackUrl } from '../callback-url-check.js';
import { appOf } from '../daraja-apps.js';
import { readAmount, readPhone, refuse } from '../payment-request.js';
import { refuseNonObjects } from '../request-objects.js';

export interface C2bUrls {
  readonly confirmationUrl: string;
  readonly validationUrl: string;
}

/** The C2B URLs of a shortcode, and when Safaricom last used them. */
export interface C2bRegistration extends StoredC2bRegistration {
  /** When Safaricom last asked whether a payment is welcome, epoch ms. */
  readonly lastValidationAt: number | null;
  /** When Safaricom last told of a payment, epoch ms. */
  readonly lastConfirmationAt: number | null;
}

/** A payment by hand that the sandbox makes up. */
export interface C2bSimulateRequest {
  readonly phone: string;
  /** Whole shillings. */
  readonly amount: number;
  /** What the customer would type, 1 to 20 characters; none for a till. */
  readonly reference?: string;
  readonly account?: string;
}

export interface C2bServiceDeps {
  readonly client: Pick<DarajaClient, 'send'>;
  readonly accounts: AccountDirectory;
  readonly registrations: C2bRegistrationStore;
  readonly inbox: Pick<InboxStore, 'lastSeen'>;
  readonly urlsFor: (account: ResolvedAccount) => C2bUrls;
  readonly baseUrl: string;
  readonly production: boolean;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
}

/** Customers paying a pay bill or a till by themselves. */
export class C2bService {
  constructor(private readonly deps: C2bServiceDeps) {}

  /**
   * Tells Safaricom where to send validations and confirmations of a shortcode. Production takes URLs once; that they are
   * there already counts as done, with a warning, because a list in `callbacks.secret` keeps the old ones good.
   *
   * @throws InvalidRequestError field `confirmationUrl` or `validationUrl` when Safaricom would not take it
   * @throws DarajaRejectedError, DarajaUnavailableError, DarajaThrottledError, DarajaResponseError
   */
  async registerUrls(options: { account?: string } = {}): Promise<StoredC2bRegistration> {
    refuseNonObjects({ options });
    const account = await this.deps.accounts.get(options.account);
    const urls = this.deps.urlsFor(account);
    for (const [field, url] of Object.entries(urls)) checkCallbackUrl(field, url, this.deps);
    const { version, responseType } = account.c2b;
    const endpoint = version === 'v1' ? ENDPOINTS.c2bRegisterV1 : ENDPOINTS.c2bRegisterV2;
    const answer = await this.deps.client.send(
      endpoint,
      toC2bRegisterBody({ shortcode: account.shortcode, responseType, ...urls }),
      appOf(account, this.deps.baseUrl),
    );
    const registration = this.#toRegistration(account, urls, answer);
    const kept = answer.alreadyRegistered ? await this.#keptByThem(account.shortcode) : {};
    await this.deps.registrations.put({ ...registration, ...kept });
    return { ...registration, ...kept };
  }

  /** What was registered, when, with which answer, and when Safaricom last called; null before the first registration. */
  async registration(options: { account?: string } = {}): Promise<C2bRegistration | null> {
    refuseNonObjects({ options });
    const { shortcode } = await this.deps.accounts.get(options.account);
    const [stored, lastValidationAt, lastConfirmationAt] = await Promise.all([
      this.deps.registrations.get(shortcode),
      this.deps.inbox.lastSeen('c2b-validation', shortcode),
      this.deps.inbox.lastSeen('c2b-confirmation', shortcode),
    ]);
    return stored === null ? null : { ...stored, lastValidationAt, lastConfirmationAt };
  }

  /**
   * Lets the sandbox or the simulator play a customer's payment.
   *
   * @throws InvalidRequestError also for field `environment` in production, where nothing can be simulated
   */
  async simulate(request: C2bSimulateRequest): Promise<{ originatorConversationId: string | null }> {
    refuseNonObjects({ request });
    if (this.deps.production) {
      throw new InvalidRequestError(
        'environment',
        'production',
        'must be the sandbox or a simulator to simulate',
      );
    }
    const account = await this.deps.accounts.get(request.account);
    const endpoint = account.c2b.version === 'v1' ? ENDPOINTS.c2bSimulateV1 : ENDPOINTS.c2bSimulateV2;
    const answer = await this.deps.client.send(
      endpoint,
      toC2bSimulateBody({
        ...account,
        amountCents: readAmount(request.amount, account.limits.c2b),
        phone: readPhone(request.phone),
        reference: readC2bAccount(request.reference, account.type === 'till'),
      }),
      appOf(account, this.deps.baseUrl),
    );
    return nameFromSimulation(answer);
  }

  /** What Safaricom took when we last registered is what it still has. */
  async #keptByThem(shortcode: string): Promise<Partial<StoredC2bRegistration>> {
    const known = await this.deps.registrations.get(shortcode);
    if (known === null) return {};
    const { confirmationUrl, validationUrl, version, responseType, registeredAt } = known;
    return { confirmationUrl, validationUrl, version, responseType, registeredAt };
  }

  #toRegistration(account: ResolvedAccount, urls: C2bUrls, answer: C2bRegisterAnswer): StoredC2bRegistration {
    if (answer.alreadyRegistered) {
      this.deps.onWarning(
        `shortcode ${account.shortcode}: Safaricom keeps the URLs it has; delete them in the portal to change them`,
      );
    }
    return {
      ...urls,
      shortcode: account.shortcode,
      account: account.name,
      version: account.c2b.version,
      responseType: account.c2b.responseType,
      registeredAt: this.deps.clock.now(),
      ...outcomeOfRegistration(answer),
    };
  }
}

function readC2bAccount(reference: string | undefined, till: boolean): string | null {
  if (!till) {
    refuse('reference', reference, c2bAccountProblem(reference));
    return reference ?? null;
  }
  refuse('reference', reference, reference === undefined ? null : 'must be left out for a till');
  return null;
}
