import type { Provider } from '@nestjs/common';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { QuestionWords } from '../callbacks/question-words.js';
import { DarajaClient } from '../daraja/daraja-client.js';
import { LimitedClient } from '../daraja/limited-client.js';
import { QueryLimiter } from '../daraja/exchange/query-limiter.js';
import { pushAccount, transactionAccount } from '../operations/asked-accounts.js';
import { InitiatorCredentials } from '../operations/operators/initiator-credentials.js';
import { Operators } from '../operations/operators/operators.js';
import { PaymentRecorder } from '../payments/recording/payment-recorder.js';
import { PushInquiry } from '../reconciliation/push-inquiry.js';
import { PushPaymentInquiry } from '../reconciliation/push-payment.inquiry.js';
import { Reconciler } from '../reconciliation/reconciler.js';
import { TransactionPaymentInquiry } from '../reconciliation/transaction-payment.inquiry.js';
import { Alarm } from '../values/alarm.js';
import { errorLog } from './error-log.js';
import { part } from './part.js';
import {
  MPESA_AFTER,
  MPESA_CLOCK,
  MPESA_INQUIRIES,
  MPESA_NEW_ID,
  MPESA_POLICY,
  MPESA_QUESTION_DEPS,
  MPESA_RESOLVED_OPTIONS,
  MPESA_STORAGE,
} from './tokens.js';

const pushes = part(
  PushPaymentInquiry,
  {
    asking: MPESA_QUESTION_DEPS,
    inquiry: PushInquiry,
    storage: MPESA_STORAGE,
    policy: MPESA_POLICY,
    clock: MPESA_CLOCK,
  },
  ({ asking, inquiry, storage: { queries }, policy, clock }) =>
    new PushPaymentInquiry({
      inquiry,
      clock,
      isErased: async (told) => {
        const checkoutRequestId = policy.erasedCheckouts(told);
        return (await queries.find({ checkoutRequestId }, { limit: 1, cursor: null })).items.length > 0;
      },
      accountOf: (name) => pushAccount(asking, name),
    }),
);

const transactions = part(
  TransactionPaymentInquiry,
  {
    asking: MPESA_QUESTION_DEPS,
    client: LimitedClient,
    credentials: InitiatorCredentials,
    operators: Operators,
    urls: CallbackUrls,
    words: QuestionWords,
  },
  ({ asking, client, credentials, operators, urls, words }) => {
    const answersFor = urls.answersFor.bind(urls, 'check');
    const wordFor = (id: string): string => words.wordFor(id);
    const deps = { ...asking, credentials, operators, answersFor, wordFor };
    return new TransactionPaymentInquiry({ client, accountOf: (name) => transactionAccount(deps, name) });
  },
);

const inquiries = part(
  MPESA_INQUIRIES,
  { push: PushPaymentInquiry, transaction: TransactionPaymentInquiry },
  ({ push, transaction }) => ({
    'stk-push': push,
    c2b: transaction,
    b2c: transaction,
    pochi: transaction,
    b2b: transaction,
    'top-up': transaction,
    tax: transaction,
    reversal: transaction,
    'b2b-express': transaction,
  }),
);

const reconciler = part(
  Reconciler,
  {
    storage: MPESA_STORAGE,
    recorder: PaymentRecorder,
    inquiries: MPESA_INQUIRIES,
    policy: MPESA_POLICY,
    clock: MPESA_CLOCK,
    after: MPESA_AFTER,
    newOwner: MPESA_NEW_ID,
    options: MPESA_RESOLVED_OPTIONS,
  },
  ({ storage, after, options, ...deps }) => {
    const alarm = new Alarm({ clock: deps.clock, after, ring: () => made.wake() });
    const made = new Reconciler({
      ...deps,
      payments: storage.payments,
      intervalMs: options.reconciliation.intervalMs,
      comeBackAt: (at) => {
        if (options.jobs.reconciliation.enabled) alarm.set(at);
      },
      onError: errorLog('MpesaReconciliation'),
    });
    return made;
  },
);

/** Asking about payments: by hand, and by the job. */
export const RECONCILIATION_PROVIDERS: readonly Provider[] = [
  part(LimitedClient, { client: DarajaClient, limiter: QueryLimiter }, (deps) => new LimitedClient(deps)),
  part(PushInquiry, { client: LimitedClient, clock: MPESA_CLOCK }, (deps) => new PushInquiry(deps)),
  pushes,
  transactions,
  inquiries,
  reconciler,
];
