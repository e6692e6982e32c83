import { Inject, Injectable, Logger } from '@nestjs/common';
import type { C2bValidationRequest, C2bVerdict } from 'nestjs-mpesa';
import { EndpointService } from '../deliveries/endpoint.service.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { EndpointProfiles, type ProfiledEndpoint } from './endpoint-profiles.js';

/** M-Pesa waits 8 s, and the library answers for us after 5: whoever is slower than this is answered for. */
const DEADLINE_MS = 4_000;

/** A payment that a customer is about to make to a client. */
export interface Question {
  readonly clientId: string;
  readonly prefix: string | null;
  readonly request: C2bValidationRequest;
}

/** How one API asks whether a payment is welcome. */
export interface ValidationFormat {
  ask(question: Question, at: number): object;
  /** Null when the answer says neither. */
  verdict(body: unknown): C2bVerdict | null;
  /** What holds for a client that is late, fails, or says neither. Default: it has nothing against the payment. */
  readonly otherwise?: C2bVerdict;
}

/** Asks clients whether a payment is welcome, and makes sure that M-Pesa has an answer in time. */
@Injectable()
export class ValidationRelay {
  private readonly logger = new Logger(ValidationRelay.name);
  private readonly formats = new Map<string, ValidationFormat>();

  constructor(
    private readonly profiles: EndpointProfiles,
    private readonly endpoints: EndpointService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  add(name: string, format: ValidationFormat): void {
    if (this.formats.has(name)) throw new Error(`there is a validation format ${name} already`);
    this.formats.set(name, format);
  }

  get names(): string[] {
    return [...this.formats.keys()];
  }

  /** A client that was not asked to say, is late, or cannot be understood, has nothing against it, unless it wanted that otherwise. */
  async verdictOn(question: Question): Promise<C2bVerdict> {
    const endpoint = (await this.profiles.of(question.clientId)).filter((known) =>
      isAsked(known, question),
    )[0];
    return (endpoint === undefined ? null : await this.#ask(endpoint, question)) ?? { accept: true };
  }

  async #ask({ endpointId, format: name }: ProfiledEndpoint, question: Question): Promise<C2bVerdict | null> {
    const format = this.formats.get(name);
    if (format === undefined) throw new Error(`nothing here asks in the format ${name}`);
    const { error, body } = await this.endpoints.ask(question.clientId, endpointId, {
      id: `validation:${question.request.receipt}`,
      payload: format.ask(question, this.clock.now()),
      deadlineMs: DEADLINE_MS,
    });
    const verdict = error === null ? format.verdict(parsed(body)) : null;
    if (verdict === null) {
      this.logger.warn(
        `client ${question.clientId} gave no verdict on a payment: ${error ?? 'not understood'}`,
      );
    }
    return verdict ?? format.otherwise ?? null;
  }
}

function isAsked({ purpose, prefix, status }: ProfiledEndpoint, question: Question): boolean {
  return purpose === 'validation' && status === 'active' && (prefix === null || prefix === question.prefix);
}

function parsed(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return null;
  }
}
