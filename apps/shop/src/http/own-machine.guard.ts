import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { networkOf } from 'nestjs-mpesa';
import { ListKey } from './list-key.js';
import { isLoopbackHost } from './loopback-host.js';

/**
 * Lets in who calls with the key from the machine that the shop runs on, by its own name and through no proxy. The address alone
 * shows nothing: a proxy on this machine that is set up with no more than its target comes from here by a name of loopback, and
 * sends no header, whoever asks it. A real shop has a login instead.
 */
@Injectable()
export class OwnMachineGuard implements CanActivate {
  constructor(private readonly key: ListKey) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers, ip, query } = context.switchToHttp().getRequest<FastifyRequest>();
    const isHere = networkOf(ip).startsWith('127.') || ip === '::1';
    const isDirect = headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined;
    const { key } = query as Readonly<Record<string, unknown>>;
    return isHere && isDirect && isLoopbackHost(headers.host) && this.key.opens(key);
  }
}
