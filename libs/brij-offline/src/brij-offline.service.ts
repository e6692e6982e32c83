import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedBrijOptions } from './brij-offline.options.js';
import { BrijTokenService } from './brij-token.service.js';
import { BrijInputError, BrijRejectedError, BrijResponseError } from './errors/brij-offline.errors.js';
import { BrijHttp, type BrijAnswer } from './http/brij-http.js';
import { fieldsOf, textOrNull } from './http/fields-of.js';
import { BRIJ_RESOLVED_OPTIONS } from './tokens.js';

/** Whose payments are told where. */
export interface RegisterUrlRequest {
  /** What the account numbers of your payers begin with. */
  readonly routingPrefix: string;
  /** Where `payments` of this module is reached from outside. */
  readonly url: string;
}

/** A registration, with the secrets that sign what it is told. */
export interface RegisteredUrl {
  /** Names the registration in {@link BrijOfflineService.updateUrl}. */
  readonly id: string;
  /** Signs payments; null from a service that does not sign. Keep both like passwords. */
  readonly secret: string | null;
  /** Signs results of {@link BrijOfflineService.requestStatus}. */
  readonly resultSecret: string | null;
}

/** One of the two, or both. */
export type UpdateUrlRequest = Partial<RegisterUrlRequest>;

/** Which payment is asked about, and where the result is told. */
export interface StatusRequest {
  /** The account number, with your prefix or without. */
  readonly billRefNumber: string;
  /** The M-Pesa receipt. */
  readonly transId: string;
  /** Where `results` of this module is reached from outside. */
  readonly resultUrl: string;
}

/** The question was taken; its result comes to `resultUrl`. */
export interface AcceptedStatusRequest {
  /** Comes back as `requestId` of the result; null from a service that does not tell it. */
  readonly id: string | null;
}

/** Registers callback URLs and asks for transactions. */
@Injectable()
export class BrijOfflineService {
  constructor(
    private readonly http: BrijHttp,
    private readonly tokens: BrijTokenService,
    @Inject(BRIJ_RESOLVED_OPTIONS) private readonly options: ResolvedBrijOptions,
  ) {}

  /**
   * From now on payments to the prefix are POSTed to the URL.
   *
   * @throws BrijInputError @throws BrijRejectedError `reason` such as `prefix-taken`
   * @throws BrijAuthError, BrijUnavailableError, BrijResponseError
   */
  async registerUrl(request: RegisterUrlRequest): Promise<RegisteredUrl> {
    const routingPrefix = readText('routingPrefix', request.routingPrefix);
    const url = readUrl('url', request.url);
    const { body } = await this.#post('register-url', { routingPrefix, url });
    const { id, secret, resultSecret } = fieldsOf(body);
    // The page of the hosted service does not print its answer: the id may also stand alone.
    const told = textOrNull(typeof body === 'string' || typeof body === 'number' ? String(body) : id);
    if (told === null) throw new BrijResponseError('the answer of register-url has no id');
    return { id: told, secret: textOrNull(secret), resultSecret: textOrNull(resultSecret) };
  }

  /** Another URL, another prefix, or both. Throws what {@link registerUrl} throws. */
  async updateUrl(id: string, request: UpdateUrlRequest): Promise<void> {
    const { routingPrefix, url } = request;
    if (routingPrefix === undefined && url === undefined) {
      throw new BrijInputError('url', url, 'is required when routingPrefix is missing');
    }
    await this.#post(`update-url/?id=${encodeURIComponent(readText('id', id))}`, {
      ...(routingPrefix === undefined ? {} : { routingPrefix: readText('routingPrefix', routingPrefix) }),
      ...(url === undefined ? {} : { url: readUrl('url', url) }),
    });
  }

  /** Asks what became of a transaction whose payment was not told; the result is POSTed to `resultUrl`. Throws what {@link registerUrl} throws. */
  async requestStatus(request: StatusRequest): Promise<AcceptedStatusRequest> {
    const billRefNumber = readText('billRefNumber', request.billRefNumber);
    const { transId } = request;
    if (typeof transId !== 'string' || !/^[A-Za-z0-9]{10}$/.test(transId)) {
      throw new BrijInputError('transId', transId, 'must be the ten letters and digits of an M-Pesa receipt');
    }
    const resultUrl = readUrl('resultUrl', request.resultUrl);
    const { body } = await this.#post('transaction-status', { billRefNumber, transId, resultUrl });
    return { id: textOrNull(fieldsOf(body)['id']) };
  }

  async #post(path: string, body: object): Promise<BrijAnswer> {
    const token = await this.tokens.get();
    const answer = await this.#send(path, body, token);
    if (answer.status !== 401) return accepted(answer);
    // It may have been revoked, or its clock is ahead of ours: a new one, once.
    this.tokens.forget(token);
    return accepted(await this.#send(path, body, await this.tokens.get()));
  }

  #send(path: string, body: object, token: string): Promise<BrijAnswer> {
    return this.http.post(`${this.options.apiUrl}/api/mpesaoffline/${path}`, JSON.stringify(body), {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
    });
  }
}

function accepted(answer: BrijAnswer): BrijAnswer {
  const { status, body } = answer;
  if (status >= 200 && status < 300) return answer;
  const { code, field, detail, message } = fieldsOf(body);
  throw new BrijRejectedError({
    status,
    reason: textOrNull(code),
    field: textOrNull(field),
    detail: textOrNull(detail) ?? textOrNull(message),
  });
}

function readText(field: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 64) return value;
  throw new BrijInputError(field, value, 'must be 1 to 64 characters');
}

function readUrl(field: string, value: unknown): string {
  if (typeof value === 'string' && /^https?:\/\/\S+$/.test(value)) return value;
  throw new BrijInputError(field, value, 'must be an http(s) URL');
}
