import type { Payment } from 'nestjs-mpesa';
import { brijPayment, type BrijPayment } from '../brij-payment.js';

/** What is POSTed to `resultUrl`. */
export interface BrijAnswer {
  /** 0: paid, and told in `paymentInfo`. 1: not among the client's payments. 2: M-Pesa could not say. 3: does not count as paid. */
  readonly resultCode: 0 | 1 | 2 | 3;
  readonly message: string;
  readonly paymentInfo?: BrijPayment;
}

interface Asked {
  readonly receipt: string;
  readonly accountNumber: string;
}

/** The same words whether it is nobody's, another client's, or paid to another account: who asks learns nothing of it. */
export function notAmongYours({ receipt, accountNumber }: Asked): BrijAnswer {
  return { resultCode: 1, message: `there is no payment ${receipt} to your account ${accountNumber}` };
}

export function couldNotBeAsked({ receipt }: Asked): BrijAnswer {
  return { resultCode: 2, message: `M-Pesa could not say what became of ${receipt}; ask again later` };
}

/** About a payment that is the asking client's. */
export function answerAbout(payment: Payment, prefix: string | null): BrijAnswer {
  if (payment.status === 'succeeded' && payment.supersededBy === null) {
    return { resultCode: 0, message: 'paid', paymentInfo: brijPayment(payment, prefix) };
  }
  const why = payment.supersededBy === null ? payment.status : 'counted as another payment';
  return { resultCode: 3, message: `${payment.receipt} does not count as paid: ${why}` };
}
