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
import { RateAccounts } from './rate-accounts.js';

/** M-Pesa's callbacks are never turned away, and a monitor may look as often as it likes. */
const UNLIMITED = /^\/(callbacks|health)(\/|\?|$)/;

/** Limits how often one caller may call, over all routes together. */
@Injectable()
export class ClientThrottlerGuard extends ThrottlerGuard {
  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    @Inject(getStorageToken()) storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly accounts: RateAccounts,
  ) {
    super(options, storage, reflector);
  }

  protected override getTracker(request: Record<string, unknown>): Promise<string> {
    return this.accounts.accountOf(request as unknown as FastifyRequest);
  }

  protected override generateKey(_context: ExecutionContext, tracker: string): string {
    return tracker;
  }

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    const { url } = context.switchToHttp().getRequest<FastifyRequest>();
    return Promise.resolve(UNLIMITED.test(url));
  }
}
