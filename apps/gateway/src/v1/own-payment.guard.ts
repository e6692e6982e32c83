import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { RequestWithCaller } from '../auth/caller.js';
import { ClientPayments } from '../payments/client-payments.js';

/**
 * Lets through to a payment whose it is. For event streams: their 200 is on its way before a slow handler could say that there
 * is no such payment.
 */
@Injectable()
export class OwnPaymentGuard implements CanActivate {
  constructor(private readonly payments: ClientPayments) {}

  /** @throws Refusal `payment-not-found` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { caller, params } = context.switchToHttp().getRequest<RequestWithCaller>();
    if (caller === undefined) throw new Error('this route has no guard that knows its caller');
    await this.payments.get(caller.clientId, (params as { id: string }).id);
    return true;
  }
}
