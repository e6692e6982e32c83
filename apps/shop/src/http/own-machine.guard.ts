import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { networkOf } from 'nestjs-mpesa';

/** Lets in who calls from the machine that the shop runs on, and comes through no proxy. A real shop has a login instead. */
@Injectable()
export class OwnMachineGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers, ip } = context.switchToHttp().getRequest<FastifyRequest>();
    const isHere = networkOf(ip).startsWith('127.') || ip === '::1';
    return isHere && headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined;
  }
}
