import { applyDecorators, Controller, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { BearerGuard } from '../auth/bearer.guard.js';
import { IdempotentPosts } from '../idempotency/idempotent.interceptor.js';

/** A controller of the gateway's own API: behind a token, and with idempotent POSTs. */
export function V1Controller(path: string, tag: string): ClassDecorator {
  return applyDecorators(
    Controller(`v1/${path}`),
    UseGuards(BearerGuard),
    UseInterceptors(IdempotentPosts),
    ApiTags(tag),
    ApiBearerAuth(),
  );
}
