import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import { LARGEST_CALLBACK } from './callback-door.js';
import { admit, endWith, type Admitted } from './callback-http.js';
import { CallbackReception } from './callback-reception.js';

/**
 * Turns away whatever has no good token before anything else looks at it: before the body parser on Fastify, after it on
 * Express, where the host's limit bounds the body.
 */
@Injectable()
export class CallbackMiddleware implements NestMiddleware<IncomingMessage, ServerResponse> {
  constructor(private readonly reception: CallbackReception) {}

  use(
    request: IncomingMessage & Admitted & { originalUrl?: string; ip?: string },
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): void {
    const url = request.originalUrl ?? request.url ?? '';
    const address = this.reception.genuineAddress(url);
    const source = request.ip ?? request.socket.remoteAddress ?? null;
    if (address === null) {
      next(this.reception.turnAway({ method: request.method, url, sourceAddress: source }));
    } else if (Number(request.headers['content-length'] ?? 0) > LARGEST_CALLBACK) {
      endWith(response, this.reception.tooLarge(source));
    } else {
      admit(request, address);
      next();
    }
  }
}
