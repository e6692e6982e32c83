import type { RefusedQuestion } from '../../inbox/callback-reading.js';
import type { PaymentQueries } from '../../payments/payment-ports.js';
import { MINUTE_MS } from '../../values/duration.js';
import type { Operators } from './operators.js';

/** No question is on its way for longer, with its token and its answer. */
const QUESTION_TRAVEL_MS = 2 * MINUTE_MS;

/** A question about a payment was refused: whoever had signed it may have to stop. */
export async function sawRefusedQuestion(
  { queries, operators }: { queries: Pick<PaymentQueries, 'get'>; operators: Pick<Operators, 'sawResult'> },
  { paymentId, at, ...result }: RefusedQuestion,
): Promise<void> {
  const payment = await queries.get(paymentId);
  // Its URL stands in logs from its first answer on: who answers when nobody asks is somebody else.
  const isAskedAbout = payment !== null && payment.checks > 0 && payment.nextCheckAt !== null;
  if (!isAskedAbout || payment.initiator === null) return;
  const { account, initiator } = payment;
  // When it was asked is not kept: what was asked before an unlocking must not stop the operator again.
  await operators.sawResult({ ...result, account, initiator, sentAt: at - QUESTION_TRAVEL_MS });
}
