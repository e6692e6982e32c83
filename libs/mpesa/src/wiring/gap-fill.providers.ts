import { Logger, type Provider } from '@nestjs/common';
import { gapFillAccounts } from '../operations/statements/gap-fill-accounts.js';
import { TransactionStatusService } from '../operations/inquiries/transaction-status.service.js';
import { QuestionTurns } from '../operations/question-turns.js';
import { MissingPaymentsService } from '../operations/statements/missing-payments.service.js';
import { ReviewedPayouts } from '../operations/statements/reviewed-payouts.js';
import { StatementService } from '../operations/statements/statement.service.js';
import { AccountDirectory } from '../options/account-directory.js';
import { PaymentRecorder } from '../payments/recording/payment-recorder.js';
import { GapFiller } from '../reconciliation/gap-filler.js';
import { MissingMoney } from '../reconciliation/missing-money.js';
import { errorLog } from './error-log.js';
import { part } from './part.js';
import { MPESA_CLOCK, MPESA_NEW_ID, MPESA_QUESTION_DEPS, MPESA_STORAGE } from './tokens.js';

const statements = part(
  StatementService,
  {
    accounts: AccountDirectory,
    money: MissingMoney,
    recorder: PaymentRecorder,
    storage: MPESA_STORAGE,
    clock: MPESA_CLOCK,
  },
  ({ recorder, storage: { queries, restores }, ...deps }) => {
    const payouts = new ReviewedPayouts({ queries, recorder, restores, clock: deps.clock });
    return new StatementService({ ...deps, payouts, queries });
  },
);

const missingPayments = part(
  MissingPaymentsService,
  {
    asking: MPESA_QUESTION_DEPS,
    storage: MPESA_STORAGE,
    money: MissingMoney,
    status: TransactionStatusService,
    turns: QuestionTurns,
    clock: MPESA_CLOCK,
  },
  ({ asking, storage: { queries }, ...deps }) => new MissingPaymentsService({ ...asking, ...deps, queries }),
);

const gapFiller = part(
  GapFiller,
  {
    asking: MPESA_QUESTION_DEPS,
    storage: MPESA_STORAGE,
    money: MissingMoney,
    clock: MPESA_CLOCK,
    newOwner: MPESA_NEW_ID,
  },
  ({ asking, storage: { gapFills: store }, ...deps }) => {
    const log = new Logger('MpesaGapFill');
    const onError = errorLog('MpesaGapFill');
    return new GapFiller({
      ...deps,
      accounts: () => gapFillAccounts({ ...asking, store, onError }),
      client: asking.client,
      store,
      onWarning: (message) => log.warn(message),
      onError,
    });
  },
);

/** What finds money that no callback ever told of. */
export const GAP_FILL_PROVIDERS: readonly Provider[] = [
  part(
    MissingMoney,
    { storage: MPESA_STORAGE, recorder: PaymentRecorder },
    ({ storage: { queries }, recorder }) => new MissingMoney({ queries, recorder }),
  ),
  statements,
  missingPayments,
  gapFiller,
];
