import {
  BadRequestException,
  Inject,
  Injectable,
  InternalServerErrorException,
  Logger,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import { isSigningSecret, type ResolvedBrijOptions } from '../brij-offline.options.js';
import { fieldsOf, textOrNull } from '../http/fields-of.js';
import { BRIJ_RESOLVED_OPTIONS } from '../tokens.js';
import { BrijHandlers } from './brij-handlers.js';
import { readPayment, readStatusResult } from './brij-messages.js';
import type { BrijMessageKind } from './on-brij.decorators.js';
import { isSigned } from './webhook-signature.js';

/** What the handler needs of a request, with Express and with Fastify. */
export interface CallbackRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: unknown;
  /** With Nest's `rawBody: true`. */
  readonly rawBody?: Buffer;
}

/** Takes messages: checks who sent them, reads them, and hands them to the host. */
@Injectable()
export class CallbackHandler {
  private readonly logger = new Logger('BrijOffline');

  constructor(
    private readonly handlers: BrijHandlers,
    @Inject(BRIJ_RESOLVED_OPTIONS) private readonly options: ResolvedBrijOptions,
  ) {}

  /** @returns what to answer, once the host has taken it */
  async take(kind: BrijMessageKind, request: CallbackRequest): Promise<object> {
    const { type, data } = fieldsOf(request.body);
    // It comes while a URL is registered, signed with a secret that nobody has been told yet.
    if (type === 'endpoint.ping') return { challenge: challengeIn(data) };
    await this.#check(request);
    const message = read(kind, request);
    const handler = this.handlers.of(kind);
    if (handler === null) {
      this.logger.error(`a ${kind} came and nothing takes it: decorate a method with ${DECORATORS[kind]}`);
      throw new ServiceUnavailableException('nothing here takes it yet');
    }
    await handler(message);
    return {};
  }

  /** @throws UnauthorizedException */
  async #check({ headers, rawBody: body }: CallbackRequest): Promise<void> {
    const { signingSecrets, clock } = this.options;
    if (signingSecrets === 'off') return;
    if (body === undefined) {
      this.logger.error('signatures are over the bytes as they came: create the app with { rawBody: true }');
      throw new InternalServerErrorException();
    }
    const secrets = typeof signingSecrets === 'function' ? await signingSecrets() : signingSecrets;
    const message = {
      id: headerOf(headers, 'webhook-id'),
      timestamp: headerOf(headers, 'webhook-timestamp'),
      signature: headerOf(headers, 'webhook-signature'),
      body,
    };
    if (isSigned(message, secrets.filter(isSigningSecret), clock())) return;
    throw new UnauthorizedException('the signature is missing, old or wrong');
  }
}

const DECORATORS: Readonly<Record<BrijMessageKind, string>> = {
  payment: '@OnBrijPayment()',
  'status-result': '@OnBrijStatusResult()',
};

function read(kind: BrijMessageKind, { headers, body }: CallbackRequest): object {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BadRequestException('the body must be a JSON object');
  }
  if (kind === 'payment') return readPayment(body);
  const result = readStatusResult(body, headerOf(headers, 'webhook-id'));
  if (result === null) throw new BadRequestException('resultCode or paymentInfo is missing');
  return result;
}

function headerOf(headers: CallbackRequest['headers'], name: string): string | null {
  return textOrNull(headers[name]);
}

/** Only what challenges are made of: nobody gets other words said by this server. */
function challengeIn(data: unknown): string | null {
  const { challenge } = fieldsOf(data);
  return typeof challenge === 'string' && /^[0-9a-f]{16,64}$/.test(challenge) ? challenge : null;
}
