import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import type { IdentifierType } from '../../daraja/wire/identifier-types.js';
import type { BalanceReceived } from '../../payments/payment-events.js';
import { toAccountBalanceBody } from '../../translation/account-balance.js';
import { identifierTypeOf, readIdentifierType } from '../operators/identifier-type.js';
import { operatorFor } from '../operators/initiator-credentials.js';
import { readRemarks } from '../operators/operator-texts.js';
import type { InquiryService } from './inquiry.service.js';
import { refuseNonObjects } from '../request-objects.js';

/** Whose balance is asked for, and by which operator. */
export interface BalanceRequest {
  /** Named account; default `default`. */
  readonly account?: string;
  /** How long to wait for the answer, ms; default 60000. */
  readonly timeoutMs?: number;
  /** 2 to 100 characters. Default `Balance`. */
  readonly remarks?: string;
  /** Name of one of the account's operators; default: the one for balances. */
  readonly initiator?: string;
  /** What kind of party the shortcode is; default by the account's type. */
  readonly identifierType?: IdentifierType;
}

/** What the accounts of our own shortcode hold. */
export class BalanceService {
  constructor(private readonly inquiries: InquiryService) {}

  /**
   * Asks and waits. The answer is also told by the event `balance.received`, and by that alone when it comes too late for the
   * call.
   *
   * @throws InvalidRequestError before anything is asked
   * @throws OperatorLockedError, DarajaThrottledError, DarajaUnavailableError, DarajaRejectedError nothing was asked
   * @throws DarajaResponseError it may have been asked; ask again, its answer would not be believed
   * @throws InquiryRefusedError, InquiryTimeoutError
   */
  async get(request: BalanceRequest = {}): Promise<BalanceReceived> {
    refuseNonObjects({ request });
    const account = await this.inquiries.account(request.account);
    const initiator = operatorFor(account, 'balance', request.initiator);
    const identifierType = readIdentifierType(
      'identifierType',
      request.identifierType ?? identifierTypeOf(account),
    );
    const remarks = readRemarks(request.remarks, 'Balance');
    const { answer } = await this.inquiries.ask({
      kind: 'balance',
      account,
      initiator,
      paymentId: null,
      endpoint: ENDPOINTS.accountBalance,
      body: (signed) =>
        toAccountBalanceBody({ ...signed, shortcode: account.shortcode, identifierType, remarks }),
      timeoutMs: request.timeoutMs,
    });
    return answer as unknown as BalanceReceived;
  }
}
