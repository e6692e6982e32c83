import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  getOptionsToken,
  getStorageToken,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { AccessTokens } from '../auth/access-tokens.js';

/** M-Pesa's callbacks are never turned away, and a monitor may look as often as it likes. */
const UNLIMITED = /^\/(callbacks|health)(\/|\?|$)/;

/**
 * Limits how often one client may call, over all routes together; who brings no good token is counted by address. The token's
 * signature is checked before its client is counted, so that nobody can use up another's calls with a made-up one.
 */
@Injectable()
export class ClientThrottlerGuard extends ThrottlerGuard {
  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    @Inject(getStorageToken()) storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly tokens: AccessTokens,
  ) {
    super(options, storage, reflector);
  }

  protected override async getTracker(request: Record<string, unknown>): Promise<string> {
    const { headers, ip } = request as unknown as FastifyRequest;
    const [, token] = /^(?:Bearer +)?(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    const claims = token === undefined ? null : await this.tokens.read(token);
    return claims === null ? `address:${ip}` : `client:${claims.clientId}`;
  }

  protected override generateKey(_context: ExecutionContext, tracker: string): string {
    return tracker;
  }

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    const { url } = context.switchToHttp().getRequest<FastifyRequest>();
    return Promise.resolve(UNLIMITED.test(url));
  }
}
