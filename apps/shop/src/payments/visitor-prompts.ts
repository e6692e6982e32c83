import { Inject, Injectable } from '@nestjs/common';
import {
  PaymentsService,
  PromptShares,
  StkPushService,
  type Payment,
  type StkPushRequest,
} from 'nestjs-mpesa';
import { CLOCK, type Clock } from '../setup/clock.js';

/** Asks phones for visitors. Strangers who have a phone asked again and again use up only their own share of it, and wait. */
@Injectable()
export class VisitorPrompts {
  private readonly shares: PromptShares;

  constructor(
    private readonly stkPush: StkPushService,
    payments: PaymentsService,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.shares = new PromptShares({ payments, askerOf, now: () => clock.now() });
  }

  /**
   * @param visitor as `Visitors` names them; noted in the payment's metadata
   * @throws UnfinishedPushesError @throws what `StkPushService.request` throws
   */
  async ask(visitor: string, request: StkPushRequest): Promise<Payment> {
    await this.shares.check(visitor, request);
    return this.stkPush.request({ ...request, metadata: { ...request.metadata, visitor } });
  }
}

function askerOf({ metadata }: Payment): string | null {
  const visitor = metadata?.['visitor'];
  return typeof visitor === 'string' ? visitor : null;
}
