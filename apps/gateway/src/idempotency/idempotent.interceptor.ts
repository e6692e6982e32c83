import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { InvalidRequestError } from 'nestjs-mpesa';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { RequestWithCaller } from '../auth/caller.js';
import { Refusal } from '../errors/refusal.js';
import { AnswerMemory } from './answer-memory.js';

/** Every POST behind it needs an `Idempotency-Key`, and repeats what it answered the first time. */
@Injectable()
export class IdempotentPosts implements NestInterceptor {
  constructor(private readonly memory: AnswerMemory) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<RequestWithCaller>();
    if (request.method !== 'POST') return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(this.#once(request, reply, () => lastValueFrom(next.handle())));
  }

  async #once(
    request: RequestWithCaller,
    reply: FastifyReply,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    if (request.caller === undefined) throw new Error('this route has no guard that knows its caller');
    const { answer, replayed } = await this.memory.once(
      {
        clientId: request.caller.clientId,
        key: idempotencyKeyOf(request),
        request: [request.url.replace(/\/(?=\?|$)/, ''), request.body ?? null],
      },
      work,
    );
    if (replayed) void reply.header('idempotency-replayed', 'true');
    return answer;
  }
}

/** @throws Refusal `idempotency-key-missing` @throws InvalidRequestError field `Idempotency-Key` */
export function idempotencyKeyOf({ headers }: RequestWithCaller): string {
  const key = headers['idempotency-key'];
  if (key === undefined) {
    throw new Refusal(
      'idempotency-key-missing',
      'a POST needs the header Idempotency-Key, such as a UUID of yours',
    );
  }
  if (typeof key === 'string' && /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw new InvalidRequestError('Idempotency-Key', key, 'must be 1 to 255 printable ASCII characters');
}
