import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { RequestWithCaller } from '../auth/caller.js';
import { idempotencyKeyOf } from '../idempotency/idempotent.interceptor.js';

/** Hands a route the caller's `Idempotency-Key`. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  idempotencyKeyOf(context.switchToHttp().getRequest<RequestWithCaller>()),
);

/** Tells of the header in the API's description. */
export function ApiIdempotencyKey(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description:
        'Names this attempt: the same key is answered as it was the first time, and does nothing twice',
    }),
  );
}
