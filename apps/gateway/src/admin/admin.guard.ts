import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { networkOf } from 'nestjs-mpesa';
import { AdminKey } from '../auth/admin-key.js';
import { FailedLogins } from '../auth/failed-logins.js';
import { Refusal } from '../errors/refusal.js';
import { CLOCK, type Clock } from '../setup/clock.js';

/** Lets through who brings the admin key as a bearer token. */
@Injectable()
export class AdminGuard implements CanActivate {
  /** Apart from the clients': neither keeps the other out. */
  private readonly failed: FailedLogins;

  constructor(
    private readonly key: AdminKey,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.failed = new FailedLogins(clock);
  }

  /** @throws Refusal `admin-key-wrong`, `too-many-failed-logins` */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.key.isIn(request)) return true;
    this.failed.count(`admin, address ${networkOf(request.ip)}`);
    throw new Refusal('admin-key-wrong', 'the admin key is needed: Authorization: Bearer …');
  }
}
