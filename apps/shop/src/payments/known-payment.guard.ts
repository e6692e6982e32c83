import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { PaymentsService } from 'nestjs-mpesa';

/**
 * Lets through to a payment there is. For event streams: their 200 is on its way before a slow handler could say that there is
 * none.
 */
@Injectable()
export class KnownPaymentGuard implements CanActivate {
  constructor(private readonly payments: PaymentsService) {}

  /** @throws PaymentNotFoundError */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { params } = context.switchToHttp().getRequest<{ params: { id: string } }>();
    await this.payments.get(params.id);
    return true;
  }
}
