import { Injectable } from '@nestjs/common';
import {
  MissingPaymentsService,
  PaymentsService,
  type MissingPayment,
  type MissingPaymentRequest,
} from 'nestjs-mpesa';
import { QuestionShares } from './question-shares.js';

/** Looks for payments that nobody told of, on behalf of clients. */
@Injectable()
export class MissingInquiries {
  constructor(
    private readonly missing: MissingPaymentsService,
    private readonly payments: PaymentsService,
    private readonly shares: QuestionShares,
  ) {}

  /**
   * What is in the books costs M-Pesa nothing; else it is asked in the client's own share.
   *
   * @throws DarajaThrottledError not this client's turn @throws what `MissingPaymentsService.find` throws
   */
  async find(clientId: string, request: MissingPaymentRequest): Promise<MissingPayment> {
    const find = () => this.missing.find(request);
    const { items } = await this.payments.find({ receipt: request.receipt });
    const isStored = items.some(({ direction }) => direction === 'in');
    return isStored ? find() : this.shares.take(clientId, 'transaction-status', find);
  }
}
