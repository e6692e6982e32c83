import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { networkOf } from 'nestjs-mpesa';
import { createHmac } from 'node:crypto';

/** Keys of the same secret for other purposes are other keys. */
const PURPOSE = 'shop-visitor';

/**
 * Who asks, as far as a shop without logins can know: the address, of IPv6 the largest network that one
 * site is given, for who has one may come from 65,536 smaller ones. Cookies would not do, because who throws them away is a new visitor each time. It is kept as a keyed hash, so that no address is stored.
 */
export class Visitors {
  constructor(private readonly secret: string) {}

  /** @param ip an IP address */
  nameOf(ip: string): string {
    return createHmac('sha256', this.secret)
      .update(`${PURPOSE}:${networkOf(ip, 3)}`)
      .digest('base64url')
      .slice(0, 22);
  }
}

/** Hands a route the address that asks. */
export const AskedFrom = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => context.switchToHttp().getRequest<FastifyRequest>().ip,
);
