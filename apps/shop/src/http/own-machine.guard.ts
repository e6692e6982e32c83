import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { networkOf } from 'nestjs-mpesa';
import { isLoopbackHost } from './loopback-host.js';

/** Lets in who calls from the machine that the shop runs on, by its own name and through no proxy. A real shop has a login instead. */
@Injectable()
export class OwnMachineGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers, ip } = context.switchToHttp().getRequest<FastifyRequest>();
    const isHere = networkOf(ip).startsWith('127.') || ip === '::1';
    const isDirect = headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined;
    return isHere && isDirect && isLoopbackHost(headers.host);
  }
}
