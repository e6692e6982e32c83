import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { organisationFrom, toOrganisationInfoBody } from '../../translation/organisation-info.js';
import type { AccountType } from '../../values/account-type.js';
import { isShortcode } from '../../values/shortcode.js';
import { refuse } from '../payment-request.js';
import { ask, type AskedBy, type QuestionDeps } from './question-deps.js';
import { refuseNonObjects } from '../request-objects.js';

/** Which number is asked about. */
export interface OrganisationInfoRequest extends AskedBy {
  /** The sandbox knows pay bills only. */
  readonly type: AccountType;
  /** A pay bill or till number, 5 to 7 digits. */
  readonly number: string;
}

/** Which organisation a number is. */
export interface OrganisationInfo {
  /** The business as M-Pesa shows it to payers. */
  readonly name: string;
  readonly number: string;
  /** Safaricom's id of the tariff the organisation is on. */
  readonly chargeProfileId: string | null;
  readonly conversationId: string | null;
}

/** Whose pay bill or till a number is (Safaricom's B2B Hakikisha), to be shown before money is sent there. */
export class OrganisationInfoService {
  constructor(private readonly deps: QuestionDeps) {}

  /**
   * @throws InvalidRequestError fields `type`, `number`, `account`
   * @throws DarajaRejectedError also for a number that nobody has
   * @throws DarajaUnavailableError, DarajaThrottledError, DarajaResponseError
   */
  async find(request: OrganisationInfoRequest): Promise<OrganisationInfo> {
    refuseNonObjects({ request });
    const { type, number, account } = request;
    refuse('number', number, isShortcode(number) ? null : 'must have 5 to 7 digits');
    const answer = await ask(this.deps, await this.deps.accounts.get(account), {
      endpoint: ENDPOINTS.organisationInfo,
      body: toOrganisationInfoBody(readType(type), number),
    });
    return organisationFrom(answer, number);
  }
}

function readType(type: AccountType): AccountType {
  if (type === 'paybill' || type === 'till') return type;
  throw new InvalidRequestError('type', type, 'must be paybill or till');
}
