import { Controller, Post, Req, Res, VERSION_NEUTRAL, type Type } from '@nestjs/common';
import { AccountNameHandler } from './account-name-handler.js';
import type { CallbackRoutes } from './callback.controller.js';
import type { CallbackRequest, CallbackResponse } from './callback-http.js';

/** Path below which Safaricom asks for names, unless `routes.hakikishaPath` says otherwise. */
export const DEFAULT_HAKIKISHA_PATH = 'hakikisha';

/** What Safaricom adds to the address it was given (DARAJA-FACTS 1.18). */
export const SIGN_IN_PATH = 'auth/v1/generate';
export const NAME_LOOKUP_PATH = 'c2b_hakikisha/v1/notify';

/**
 * Makes the controller that is asked for names, as host-proof as that of the callbacks: no parameter for a pipe to change,
 * no return value for an interceptor to wrap.
 */
export function createC2bHakikishaController({ path, decorators }: CallbackRoutes): Type<unknown> {
  @Controller({ path, version: VERSION_NEUTRAL })
  class MpesaC2bHakikishaController {
    constructor(private readonly handler: AccountNameHandler) {}

    @Post(SIGN_IN_PATH)
    signIn(@Req() request: CallbackRequest, @Res() response: CallbackResponse): void {
      const { status, body } = this.handler.signIn(callerOf(request));
      response.status(status).send(body);
    }

    @Post(NAME_LOOKUP_PATH)
    async tell(@Req() request: CallbackRequest, @Res() response: CallbackResponse): Promise<void> {
      const { status, body } = await this.handler.answer(callerOf(request), request.body);
      response.status(status).send(body);
    }
  }
  const { prototype } = MpesaC2bHakikishaController;
  for (const decorate of decorators) {
    decorate(MpesaC2bHakikishaController);
    for (const name of ['signIn', 'tell'] as const) {
      const handler = Object.getOwnPropertyDescriptor(prototype, name);
      if (handler !== undefined) decorate(prototype, name, handler);
    }
  }
  return MpesaC2bHakikishaController;
}

function callerOf({ headers, ip }: CallbackRequest) {
  return { authorization: headers.authorization, sourceAddress: ip ?? null };
}
