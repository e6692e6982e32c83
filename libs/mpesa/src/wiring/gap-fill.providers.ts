import { Logger, type Provider } from '@nestjs/common';
import { DarajaClient } from '../daraja/daraja-client.js';
import { gapFillAccounts } from '../operations/statements/gap-fill-accounts.js';
import { TransactionStatusService } from '../operations/inquiries/transaction-status.service.js';
import { QuestionTurns } from '../operations/question-turns.js';
import { MissingPaymentsService } from '../operations/statements/missing-payments.service.js';
import { ReviewedPayouts } from '../operations/statements/reviewed-payouts.js';
import { StatementService } from '../operations/statements/statement.service.js';
import { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { PaymentRecorder } from '../payments/payment-recorder.js';
import { GapFiller } from '../reconciliation/gap-filler.js';
import { MissingMoney } from '../reconciliation/missing-money.js';
import type { Storage } from '../storage/storage.js';
import { MPESA_CLOCK, MPESA_NEW_ID, MPESA_RESOLVED_OPTIONS, MPESA_STORAGE } from './tokens.js';
import type { Clock } from '../values/clock.js';

type NewId = () => string;

/** What finds money that no callback ever told of. */
export function gapFillProviders(): Provider[] {
  return [
    {
      provide: MissingMoney,
      useFactory: ({ queries }: Storage, recorder: PaymentRecorder) =>
        new MissingMoney({ queries, recorder }),
      inject: [MPESA_STORAGE, PaymentRecorder],
    },
    {
      provide: StatementService,
      useFactory: createStatements,
      inject: [AccountDirectory, MissingMoney, PaymentRecorder, MPESA_STORAGE, MPESA_CLOCK],
    },
    {
      provide: MissingPaymentsService,
      useFactory: createMissingPayments,
      inject: [
        DarajaClient,
        AccountDirectory,
        MPESA_RESOLVED_OPTIONS,
        MPESA_STORAGE,
        MissingMoney,
        TransactionStatusService,
        QuestionTurns,
        MPESA_CLOCK,
      ],
    },
    {
      provide: GapFiller,
      useFactory: createGapFiller,
      inject: [
        DarajaClient,
        AccountDirectory,
        MPESA_RESOLVED_OPTIONS,
        MPESA_STORAGE,
        MissingMoney,
        MPESA_CLOCK,
        MPESA_NEW_ID,
      ],
    },
  ];
}

function createMissingPayments(
  ...[client, accounts, { baseUrl }, { queries }, money, status, turns, clock]: [
    DarajaClient,
    AccountDirectory,
    ResolvedOptions,
    Storage,
    MissingMoney,
    TransactionStatusService,
    QuestionTurns,
    Clock,
  ]
): MissingPaymentsService {
  return new MissingPaymentsService({ client, accounts, baseUrl, queries, money, status, turns, clock });
}

function createGapFiller(
  ...[client, accounts, { baseUrl }, storage, money, clock, newOwner]: [
    DarajaClient,
    AccountDirectory,
    ResolvedOptions,
    Storage,
    MissingMoney,
    Clock,
    NewId,
  ]
): GapFiller {
  const log = new Logger('MpesaGapFill');
  const onError = (error: unknown): void =>
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const store = storage.gapFills;
  return new GapFiller({
    accounts: () => gapFillAccounts({ accounts, store, baseUrl, onError }),
    client,
    store,
    money,
    clock,
    newOwner,
    onWarning: (message) => log.warn(message),
    onError,
  });
}

function createStatements(
  ...[accounts, money, recorder, { queries, restores }, clock]: [
    AccountDirectory,
    MissingMoney,
    PaymentRecorder,
    Storage,
    Clock,
  ]
): StatementService {
  const payouts = new ReviewedPayouts({ queries, recorder, restores, clock });
  return new StatementService({ accounts, money, payouts, queries, clock });
}
