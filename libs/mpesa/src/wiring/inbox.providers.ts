import { Logger, type Provider } from '@nestjs/common';
import { QuestionWords } from '../callbacks/question-words.js';
import { CallbackInbox } from '../inbox/callback-inbox.js';
import { InboxProcessor } from '../inbox/inbox-processor.js';
import { InquiryRecorder } from '../inquiries/inquiry-recorder.js';
import { hasInitiatorFor } from '../operations/operators/initiator-credentials.js';
import { Operators } from '../operations/operators/operators.js';
import { sawRefusedQuestion } from '../operations/operators/refused-question.js';
import { AccountDirectory } from '../options/account-directory.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import { PaymentRecorder } from '../payments/recording/payment-recorder.js';
import { StandingOrderRecorder } from '../payments/standing-orders/standing-order-recorder.js';
import { errorLog } from './error-log.js';
import { part } from './part.js';
import { RefusalLogs } from './refusal-logs.js';
import { MPESA_CLOCK, MPESA_NEW_ID, MPESA_RESOLVED_OPTIONS, MPESA_STORAGE } from './tokens.js';

const processor = part(
  InboxProcessor,
  {
    storage: MPESA_STORAGE,
    recorder: PaymentRecorder,
    standingOrders: StandingOrderRecorder,
    inquiries: InquiryRecorder,
    accounts: AccountDirectory,
    clock: MPESA_CLOCK,
    newOwner: MPESA_NEW_ID,
    bestEffort: BestEffortEvents,
    operators: Operators,
    words: QuestionWords,
    refusalLogs: RefusalLogs,
  },
  ({ storage, accounts, bestEffort, operators, words, refusalLogs, ...deps }) => {
    const log = new Logger('MpesaInbox');
    const unmatched = refusalLogs.openRepeats(log);
    const rejected = refusalLogs.openRepeats(log);
    const refused = refusalLogs.openErrorsBySubject(log);
    const onUnproven = (operator: string, line: string): void => refused.note(operator, line);
    const { inbox: store, queries } = storage;
    return new InboxProcessor({
      ...deps,
      store,
      lookups: {
        receiverOf: async (shortcode, told) => {
          const found = await accounts.receiver(shortcode, told);
          return typeof found === 'string' ? found : { ...found, canAsk: hasInitiatorFor(found, 'status') };
        },
        isOurQuestion: (paymentId, word) => words.isOurs(paymentId, word),
      },
      onUnmatched: ({ id, kind }) => {
        unmatched.note(
          `callback ${id} (${kind}) is for no payment we know. Its URL was made for one, so the books may have lost it, as after a restore from a backup: see docs/operations.md`,
        );
        bestEffort.emit({ type: 'callback.unmatched', callbackId: id, kind, reason: 'no such payment' });
      },
      onRejected: ({ id, kind }, reason) =>
        rejected.note(`callback ${id} (${kind}) is kept but not used: ${reason}`),
      onRefusedQuestion: (refusal) =>
        sawRefusedQuestion({ queries, operators, accounts, onUnproven }, refusal),
      onError: errorLog('MpesaInbox'),
    });
  },
);

/** Stored callbacks, and their way to facts. */
export const INBOX_PROVIDERS: readonly Provider[] = [
  processor,
  part(
    CallbackInbox,
    { storage: MPESA_STORAGE, worker: InboxProcessor, options: MPESA_RESOLVED_OPTIONS },
    ({ storage, worker, options }) =>
      // A process without the inbox job leaves the work to those that have it.
      new CallbackInbox(storage.inbox, () => {
        if (options.jobs.inbox.enabled) worker.wake();
      }),
  ),
];
