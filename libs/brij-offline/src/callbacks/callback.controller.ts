import { Controller, HttpCode, Post, Req, type Type } from '@nestjs/common';
import { CallbackHandler, type CallbackRequest } from './callback-handler.js';

/** The routes `payments` and `results` below a path of the host's choice. */
export function createCallbackController(path: string, decorators: readonly ClassDecorator[]): Type {
  @Controller(path)
  class BrijCallbackController {
    constructor(private readonly handler: CallbackHandler) {}

    @Post('payments')
    @HttpCode(200)
    payment(@Req() request: unknown): Promise<object> {
      return this.handler.take('payment', request as CallbackRequest);
    }

    @Post('results')
    @HttpCode(200)
    result(@Req() request: unknown): Promise<object> {
      return this.handler.take('status-result', request as CallbackRequest);
    }
  }
  for (const decorate of decorators) decorate(BrijCallbackController);
  return BrijCallbackController;
}
