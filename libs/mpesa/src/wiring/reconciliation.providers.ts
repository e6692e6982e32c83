import type { Provider } from '@nestjs/common';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { QuestionWords } from '../callbacks/question-words.js';
import { DarajaClient } from '../daraja/daraja-client.js';
import { LimitedClient } from '../daraja/limited-client.js';
import { QueryLimiter } from '../daraja/query-limiter.js';
import { appOf } from '../operations/daraja-apps.js';
import { InitiatorCredentials, initiatorOf } from '../operations/operators/initiator-credentials.js';
import { identifierTypeOf } from '../operations/operators/identifier-type.js';
import { Operators } from '../operations/operators/operators.js';
import { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import type { PaymentKind } from '../payments/payment.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import { PaymentRecorder } from '../payments/payment-recorder.js';
import type { PaymentInquiry } from '../reconciliation/payment-inquiry.js';
import { PushInquiry } from '../reconciliation/push-inquiry.js';
import { PushPaymentInquiry } from '../reconciliation/push-payment.inquiry.js';
import { Reconciler } from '../reconciliation/reconciler.js';
import { TransactionPaymentInquiry } from '../reconciliation/transaction-payment.inquiry.js';
import type { Storage } from '../storage/storage.js';
import { Alarm, type After } from '../values/alarm.js';
import type { Clock } from '../values/clock.js';
import { errorLog } from './error-log.js';
import {
  MPESA_AFTER,
  MPESA_CLOCK,
  MPESA_INQUIRIES,
  MPESA_NEW_ID,
  MPESA_POLICY,
  MPESA_RESOLVED_OPTIONS,
  MPESA_STORAGE,
} from './tokens.js';

/** Kinds of payment that transaction status knows. */
const TRANSACTIONS: readonly PaymentKind[] = [
  'c2b',
  'b2c',
  'pochi',
  'b2b',
  'top-up',
  'tax',
  'reversal',
  'b2b-express',
];

/** Asking about payments: by hand, and by the job. */
export function reconciliationProviders(): Provider[] {
  return [
    {
      provide: LimitedClient,
      useFactory: (client: DarajaClient, limiter: QueryLimiter) => new LimitedClient({ client, limiter }),
      inject: [DarajaClient, QueryLimiter],
    },
    {
      provide: PushInquiry,
      useFactory: (client: LimitedClient, clock: Clock) => new PushInquiry({ client, clock }),
      inject: [LimitedClient, MPESA_CLOCK],
    },
    pushInquiry(),
    {
      provide: TransactionPaymentInquiry,
      useFactory: createTransactionInquiry,
      inject: [
        LimitedClient,
        AccountDirectory,
        InitiatorCredentials,
        Operators,
        CallbackUrls,
        QuestionWords,
        MPESA_RESOLVED_OPTIONS,
      ],
    },
    {
      provide: MPESA_INQUIRIES,
      useFactory: (pushes: PushPaymentInquiry, transactions: TransactionPaymentInquiry) =>
        new Map<PaymentKind, PaymentInquiry>([
          ['stk-push', pushes],
          ...TRANSACTIONS.map((kind) => [kind, transactions] as const),
        ]),
      inject: [PushPaymentInquiry, TransactionPaymentInquiry],
    },
    {
      provide: Reconciler,
      useFactory: createReconciler,
      inject: [
        MPESA_STORAGE,
        PaymentRecorder,
        MPESA_INQUIRIES,
        MPESA_POLICY,
        MPESA_CLOCK,
        MPESA_AFTER,
        MPESA_NEW_ID,
        MPESA_RESOLVED_OPTIONS,
      ],
    },
  ];
}

function pushInquiry(): Provider {
  return {
    provide: PushPaymentInquiry,
    useFactory: createPushInquiry,
    inject: [MPESA_STORAGE, MPESA_POLICY, PushInquiry, AccountDirectory, MPESA_CLOCK, MPESA_RESOLVED_OPTIONS],
  };
}

function createPushInquiry(
  { queries }: Storage,
  { erasedCheckouts }: PaymentPolicy,
  ...[inquiry, accounts, clock, { baseUrl }]: [PushInquiry, AccountDirectory, Clock, ResolvedOptions]
): PushPaymentInquiry {
  return new PushPaymentInquiry({
    inquiry,
    clock,
    isErased: async (told) => {
      const checkoutRequestId = erasedCheckouts(told);
      return (await queries.find({ checkoutRequestId }, { limit: 1, cursor: null })).items.length > 0;
    },
    accountOf: async (name) => {
      const account = await accounts.find(name);
      if (account === null) return null;
      return { app: appOf(account, baseUrl), shortcode: account.shortcode, passkey: account.passkey };
    },
  });
}

function createTransactionInquiry(
  client: LimitedClient,
  accounts: AccountDirectory,
  ...[credentials, operators, urls, words, { baseUrl }]: [
    InitiatorCredentials,
    Operators,
    CallbackUrls,
    QuestionWords,
    ResolvedOptions,
  ]
): TransactionPaymentInquiry {
  return new TransactionPaymentInquiry({
    client,
    accountOf: async (name) => {
      const account = await accounts.find(name);
      if (account === null) return null;
      return {
        app: appOf(account, baseUrl),
        identifierType: identifierTypeOf(account),
        sign: async (initiator) => {
          const operator = initiator ?? initiatorOf(account, 'status').name;
          await operators.assertUsable(account.name, operator);
          return credentials.named(account, operator);
        },
        urls: (id) => ({
          resultUrl: urls.urlFor('check-result', id, account),
          timeoutUrl: urls.urlFor('check-timeout', id, account),
        }),
        wordFor: (id) => words.wordFor(id),
      };
    },
  });
}

function createReconciler(
  ...[storage, recorder, inquiries, policy, clock, after, newOwner, options]: [
    Storage,
    PaymentRecorder,
    ReadonlyMap<PaymentKind, PaymentInquiry>,
    PaymentPolicy,
    Clock,
    After,
    () => string,
    ResolvedOptions,
  ]
): Reconciler {
  const alarm = new Alarm({ clock, after, ring: () => reconciler.wake() });
  const reconciler = new Reconciler({
    payments: storage.payments,
    recorder,
    inquiries,
    policy,
    intervalMs: options.reconciliation.intervalMs,
    clock,
    newOwner,
    comeBackAt: (at) => {
      if (options.jobs.reconciliation.enabled) alarm.set(at);
    },
    onError: errorLog('MpesaReconciliation'),
  });
  return reconciler;
}
