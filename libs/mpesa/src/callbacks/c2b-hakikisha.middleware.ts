import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import { AccountNameHandler } from './account-name-handler.js';
import { SIGN_IN_PATH } from './c2b-hakikisha.controller.js';
import { LARGEST_CALLBACK, type DoorAnswer } from './callback-door.js';
import { endWith } from './callback-http.js';

/**
 * Turns away who has no token before a body is looked at. Who asks for a token is answered here and now: such a request
 * needs no body, and one that announces JSON and sends none would not get past Fastify's parser.
 */
@Injectable()
export class C2bHakikishaMiddleware implements NestMiddleware<IncomingMessage, ServerResponse> {
  constructor(private readonly handler: AccountNameHandler) {}

  use(
    request: IncomingMessage & { originalUrl?: string; ip?: string },
    response: ServerResponse,
    next: () => void,
  ): void {
    const { authorization } = request.headers;
    const caller = { authorization, sourceAddress: request.ip ?? request.socket.remoteAddress ?? null };
    const [path = ''] = (request.originalUrl ?? request.url ?? '').split('?');
    const signsIn = path.replace(/\/$/, '').endsWith(`/${SIGN_IN_PATH}`);
    const isLarge = Number(request.headers['content-length'] ?? 0) > LARGEST_CALLBACK;
    const answer = isLarge
      ? this.handler.tooLarge(caller)
      : signsIn
        ? this.handler.signIn(caller)
        : this.handler.turnAway(caller);
    if (answer === null) next();
    else endWith(response, answer, challenge(answer, signsIn ? 'Basic' : 'Bearer'));
  }
}

function challenge({ status }: DoorAnswer, scheme: string): Record<string, string> {
  return status === 401 ? { 'www-authenticate': `${scheme} realm="c2b-hakikisha"` } : {};
}
