import type { RefusedQuestion } from '../../inbox/callback-reading.js';
import type { PaymentQueries } from '../../payments/payment-ports.js';
import { MINUTE_MS } from '../../values/duration.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import { askerOf } from './initiator-credentials.js';
import type { Operators } from './operators.js';

/** No question is on its way for longer, with its token and its answer. */
const QUESTION_TRAVEL_MS = 2 * MINUTE_MS;

interface Deps {
  readonly queries: Pick<PaymentQueries, 'get'>;
  readonly operators: Pick<Operators, 'sawResult'>;
  readonly accounts: Pick<AccountDirectory, 'find'>;
  /** Told with the operator: a stranger can have it said of one as often as they like. */
  readonly onUnproven: (operator: string, line: string) => void;
}

/**
 * A question about a payment was refused: whoever had signed it has to stop, or a person is told to look where anybody could have said
 * so.
 */
export async function sawRefusedQuestion(
  { queries, operators, accounts, onUnproven }: Deps,
  { paymentId, at, isProven, ...result }: RefusedQuestion,
): Promise<void> {
  const payment = await queries.get(paymentId);
  // Its URL stands in logs from its first answer on: who answers when nobody asks is somebody else.
  const isAskedAbout = payment !== null && payment.checks > 0 && payment.nextCheckAt !== null;
  if (!isAskedAbout) return;
  const { account } = payment;
  const initiator = askerOf(await accounts.find(account), payment);
  if (initiator === null) return;
  if (!isProven) {
    const operator = `operator ${initiator} of account ${account}`;
    onUnproven(
      operator,
      `M-Pesa seems to refuse ${operator} (result ${result.resultCode}): an answer about payment ` +
        `${paymentId} says so without the word of our question, so the operator is not stopped, and M-Pesa locks it after a few wrong ` +
        'tries. Look in the organisation portal, and set it right. If it is well there, somebody else has read the URL of that answer',
    );
    return;
  }
  // When it was asked is not kept: what was asked before an unlocking must not stop the operator again.
  await operators.sawResult({ ...result, account, initiator, sentAt: at - QUESTION_TRAVEL_MS });
}
