import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { toRecipientNameBody } from '../../translation/subscriber.js';
import type { Clock } from '../../values/clock.js';
import { readPhone } from '../payment-request.js';
import { ask, type AskedBy, type QuestionDeps } from './question-deps.js';
import { refuseNonObjects } from '../request-objects.js';

/** Whose name is asked for. */
export interface RecipientNameRequest extends AskedBy {
  /** In any usual form. */
  readonly phone: string;
}

/** As Safaricom gives it: the first name in clear, of the others a letter and stars (`M******`). */
export interface RecipientName {
  /** Twelve digits. */
  readonly phone: string;
  /** The names that were told, with blanks between them; null when none was. */
  readonly name: string | null;
  readonly firstName: string | null;
  readonly middleName: string | null;
  readonly lastName: string | null;
  /** Ours, made for this question. */
  readonly requestId: string;
}

export interface RecipientNameDeps extends QuestionDeps {
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Whom a number belongs to (Safaricom's B2C Hakikisha), to be shown before money is sent there. */
export class RecipientNameService {
  constructor(private readonly deps: RecipientNameDeps) {}

  /**
   * @throws InvalidRequestError fields `phone`, `account`
   * @throws DarajaRejectedError also for a number that nobody has on M-Pesa
   * @throws DarajaUnavailableError, DarajaThrottledError, DarajaResponseError
   */
  async find(request: RecipientNameRequest): Promise<RecipientName> {
    refuseNonObjects({ request });
    const phone = readPhone(request.phone);
    const account = await this.deps.accounts.get(request.account);
    const requestId = this.deps.newId();
    const { firstName, middleName, lastName } = await ask(this.deps, account, {
      endpoint: ENDPOINTS.b2cHakikisha,
      body: toRecipientNameBody({ requestId, shortcode: account.shortcode, phone }, this.deps.clock.now()),
    });
    const names = [firstName, middleName, lastName].filter((name) => name !== null);
    const name = names.length > 0 ? names.join(' ') : null;
    return { phone, name, firstName, middleName, lastName, requestId };
  }
}
