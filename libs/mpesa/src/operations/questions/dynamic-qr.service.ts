import { ENDPOINTS } from '../../daraja/endpoints/daraja.endpoints.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import { pictureFrom, QR_CODES, type QrDrawing, toDynamicQrBody } from '../../translation/dynamic-qr.js';
import { c2bAccountProblem } from '../../values/account-reference.js';
import { isShortcode } from '../../values/shortcode.js';
import { readAmount, readPhone, refuse } from '../payment-request.js';
import { ask, type AskedBy, type QuestionDeps } from './question-deps.js';
import { isKeyOf } from '../../values/is-key-of.js';
import { refuseNonObjects } from '../request-objects.js';

/** What scanning does: pays a pay bill or a till, withdraws at an agent, sends to a person, or to a business by its phone. */
export type QrPayeeType = 'paybill' | 'till' | 'agent' | 'person' | 'business';

/** Who is paid by scanning. */
export interface QrPayee {
  readonly type: QrPayeeType;
  /** A shortcode, till or agent number; a phone number in any form for `person` and `business`. */
  readonly number: string;
}

/** What is paid to whom by scanning. */
export interface DynamicQrRequest extends AskedBy {
  /** Whole shillings, within the account's `limits.c2b`. */
  readonly amount: number;
  /** Shown to the payer; the account number where a pay bill is paid. 1 to 20 characters. */
  readonly reference: string;
  /** The business as the payer reads it, 1 to 80 characters. */
  readonly merchantName: string;
  /** Who is paid; the account's own till or pay bill unless told. */
  readonly payee?: QrPayee;
  /** Width and height in pixels, 1 to 1000; 300 unless told. */
  readonly size?: number;
}

/** A QR code that the M-Pesa app scans. */
export interface DynamicQr {
  /** The picture's bytes. */
  readonly png: Buffer;
  /** The same for the `src` of an `<img>`: `data:image/png;base64,…`. */
  readonly dataUrl: string;
  /** Safaricom's id of the request. */
  readonly requestId: string | null;
}

const DEFAULT_SIZE = 300;
const LARGEST_SIZE = 1000;
const LONGEST_NAME = 80;
const AGENT = /^\d{4,9}$/;

/** QR codes that the M-Pesa app scans to pay. */
export class DynamicQrService {
  constructor(private readonly deps: QuestionDeps) {}

  /**
   * Has Safaricom draw a code. Nothing is paid, stored or called back: who scans it pays like any customer, and that
   * arrives as a C2B confirmation.
   *
   * @throws InvalidRequestError fields `amount`, `reference`, `merchantName`, `payee`, `size`, `account`
   * @throws DarajaRejectedError, DarajaUnavailableError, DarajaThrottledError, DarajaResponseError
   */
  async generate(request: DynamicQrRequest): Promise<DynamicQr> {
    refuseNonObjects({ request });
    const account = await this.deps.accounts.get(request.account);
    const answer = await ask(this.deps, account, {
      endpoint: ENDPOINTS.dynamicQr,
      body: toDynamicQrBody(readDrawing(request, account)),
    });
    const { png, requestId } = pictureFrom(answer);
    return { png, dataUrl: `data:image/png;base64,${png.toString('base64')}`, requestId };
  }
}

function readDrawing(request: DynamicQrRequest, account: ResolvedAccount): QrDrawing {
  const payee = request.payee ?? { type: account.type, number: account.till ?? account.shortcode };
  const { reference, merchantName } = request;
  refuse('reference', reference, c2bAccountProblem(reference));
  refuse('merchantName', merchantName, nameProblem(merchantName));
  return {
    merchantName,
    reference,
    amountCents: readAmount(request.amount, account.limits.c2b),
    payee: { type: readType(payee), number: readPayee(payee) },
    size: readSize(request.size ?? DEFAULT_SIZE),
  };
}

function nameProblem(name: unknown): string | null {
  const fits = typeof name === 'string' && name.trim() !== '' && name.length <= LONGEST_NAME;
  return fits ? null : `must be 1 to ${LONGEST_NAME} characters and not blank`;
}

function readType(payee: QrPayee): QrPayeeType {
  if (isKeyOf(QR_CODES, payee.type)) return payee.type;
  throw new InvalidRequestError('payee', payee, `must have a type of ${Object.keys(QR_CODES).join(', ')}`);
}

function readPayee(payee: QrPayee): string {
  const { type, number } = payee;
  if (type === 'person' || type === 'business') return readPhone(number, 'payee');
  const fits = type === 'agent' ? typeof number === 'string' && AGENT.test(number) : isShortcode(number);
  const rule = type === 'agent' ? 'must have an agent number of 4 to 9 digits' : 'must have 5 to 7 digits';
  refuse('payee', payee, fits ? null : rule);
  return number;
}

function readSize(size: number): number {
  if (Number.isSafeInteger(size) && size >= 1 && size <= LARGEST_SIZE) return size;
  throw new InvalidRequestError('size', size, `must be whole pixels from 1 to ${LARGEST_SIZE}`);
}
