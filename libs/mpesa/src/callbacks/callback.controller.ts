import { Controller, Post, Req, Res, VERSION_NEUTRAL, type Type } from '@nestjs/common';
import { admittedTo, type CallbackRequest, type CallbackResponse } from './callback-http.js';
import { CallbackReception } from './callback-reception.js';

/** Path of the callback routes unless `routes.path` says otherwise; it has none of the words Safaricom refuses. */
export const DEFAULT_CALLBACK_PATH = 'callbacks';

export interface CallbackRoutes {
  readonly path: string;
  /** The host's own marks, such as `Public()` and `SkipThrottle()`. */
  readonly decorators: readonly (ClassDecorator & MethodDecorator)[];
}

/**
 * Makes the controller for one path. Its handler takes no parameter that a global pipe could change, and answers through
 * the response itself, so that no interceptor of the host can wrap what Safaricom reads.
 */
export function createCallbackController({ path, decorators }: CallbackRoutes): Type<unknown> {
  @Controller({ path, version: VERSION_NEUTRAL })
  class MpesaCallbackController {
    constructor(private readonly reception: CallbackReception) {}

    @Post(':kind/:subject/:token')
    async receive(@Req() request: CallbackRequest, @Res() response: CallbackResponse): Promise<void> {
      // A host that excludes our path from middleware must not open it.
      const url = request.originalUrl ?? request.url;
      const address = admittedTo(request) ?? this.reception.genuineAddress(url);
      const sourceAddress = request.ip ?? null;
      if (address === null) throw this.reception.turnAway({ method: 'POST', url, sourceAddress });
      const answer = await this.reception.receive({
        address,
        sourceAddress,
        peerAddress: request.socket?.remoteAddress ?? null,
        rawBody: request.rawBody ?? null,
        parsedBody: request.body,
      });
      response.status(answer.status).send(answer.body);
    }
  }
  const handler = Object.getOwnPropertyDescriptor(MpesaCallbackController.prototype, 'receive');
  for (const decorate of decorators) {
    decorate(MpesaCallbackController);
    if (handler !== undefined) decorate(MpesaCallbackController.prototype, 'receive', handler);
  }
  return MpesaCallbackController;
}
