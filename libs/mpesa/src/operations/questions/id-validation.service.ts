import { ID_TYPES } from '../../daraja/contracts/id-validation.contract.js';
import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { idValidationFrom, toIdValidationBody } from '../../translation/subscriber.js';
import { readPhone, refuse } from '../payment-request.js';
import { ask, type AskedBy, type QuestionDeps } from './question-deps.js';
import { isKeyOf } from '../../values/is-key-of.js';
import { refuseNonObjects } from '../request-objects.js';

/** The documents Safaricom knows its customers by. */
export type IdType = keyof typeof ID_TYPES;

/** A number and the document that its owner shows. */
export interface IdValidationRequest extends AskedBy {
  /** In any usual form. */
  readonly phone: string;
  readonly idType: IdType;
  /** 1 to 20 letters and digits, as printed on the document. */
  readonly idNumber: string;
}

/** Whether a number is registered to the holder of a document. */
export interface IdValidation {
  /** True when the number is registered to the holder of that document. */
  readonly matches: boolean;
  /** Safaricom's own words. */
  readonly message: string | null;
  /** Ours, made for this question. */
  readonly requestId: string;
  /** Safaricom's. */
  readonly responseId: string | null;
}

export interface IdValidationDeps extends QuestionDeps {
  readonly newId: () => string;
}

const ID_NUMBER = /^[A-Za-z0-9]{1,20}$/;

/** Whether a phone number belongs to the holder of a document: a commercial product, paid for per call. */
export class IdValidationService {
  constructor(private readonly deps: IdValidationDeps) {}

  /**
   * A document that does not fit is an answer (`matches: false`), not an error. Nothing is stored.
   *
   * @throws InvalidRequestError fields `phone`, `idType`, `idNumber`, `account`
   * @throws DarajaRejectedError, DarajaUnavailableError, DarajaThrottledError, DarajaResponseError
   */
  async validate(request: IdValidationRequest): Promise<IdValidation> {
    refuseNonObjects({ request });
    const account = await this.deps.accounts.get(request.account);
    const requestId = this.deps.newId();
    const answer = await ask(this.deps, account, {
      endpoint: ENDPOINTS.idValidation,
      body: toIdValidationBody(
        { requestId, shortcode: account.shortcode, phone: readPhone(request.phone) },
        { idType: readIdType(request.idType), idNumber: readIdNumber(request.idNumber) },
      ),
    });
    return { ...idValidationFrom(answer), requestId };
  }
}

function readIdType(type: IdType): (typeof ID_TYPES)[IdType] {
  if (isKeyOf(ID_TYPES, type)) return ID_TYPES[type];
  throw new InvalidRequestError('idType', type, `must be one of ${Object.keys(ID_TYPES).join(', ')}`);
}

function readIdNumber(value: string): string {
  const fits = typeof value === 'string' && ID_NUMBER.test(value);
  // The number itself is nobody's business in a log.
  refuse('idNumber', '(not shown)', fits ? null : 'must be 1 to 20 letters and digits');
  return value;
}
