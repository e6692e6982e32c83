import { LimitedClient } from '../../daraja/limited-client.js';
import { QueryLimiter } from '../../daraja/exchange/query-limiter.js';
import { InquiryRecorder } from '../../inquiries/inquiry-recorder.js';
import type { InquiryNews } from '../../inquiries/inquiry-news.js';
import { InitiatorCredentials } from '../../operations/operators/initiator-credentials.js';
import { InquiryService } from '../../operations/inquiries/inquiry.service.js';
import { Operators } from '../../operations/operators/operators.js';
import { SettlementWaiters } from '../../operations/settlement-waiters.js';
import { AccountDirectory } from '../../options/account-directory.js';
import { resolveAccount } from '../../options/resolve-account.js';
import { ConflictRetry } from '../../payments/locks/conflict-retry.js';
import { ManualClock } from '../manual-clock.js';
import { fakeDaraja, type FakeDaraja } from './fake-daraja.js';
import { InMemoryOperatorStore } from './in-memory-operator.store.js';
import { InMemoryQueryLimitStore } from './in-memory-query-limit.store.js';
import { inMemoryStorage, type InMemoryStorage } from './in-memory-storage.js';
import { NOON } from './sample-payments.js';

export interface InquiryFixture {
  readonly inquiries: InquiryService;
  readonly storage: InMemoryStorage;
  readonly operators: InMemoryOperatorStore;
  readonly daraja: FakeDaraja;
  readonly clock: ManualClock;
  /** M-Pesa's answer to the first question comes as soon as it was asked, before it is even acknowledged. */
  answers(news: (about: { readonly inquiryId: string; readonly at: number }) => InquiryNews): void;
}

const ACKNOWLEDGED = {
  status: 200,
  body: {
    ConversationID: 'AG_1',
    OriginatorConversationID: '1-1',
    ResponseCode: '0',
    ResponseDescription: 'Accept the service request successfully.',
  },
};

/** A pay bill with two operators, a till, an account without any, and a Safaricom that takes every question. */
export function inquiryFixture(): InquiryFixture {
  const clock = new ManualClock(NOON);
  const daraja = fakeDaraja(clock);
  daraja.script.push(ACKNOWLEDGED);
  const storage = inMemoryStorage(() => 'event');
  const operators = new InMemoryOperatorStore();
  const waiters = new SettlementWaiters(5);
  const limiter = new QueryLimiter({ clock, store: new InMemoryQueryLimitStore() });
  const recorder = new InquiryRecorder({
    unitOfWork: storage.unitOfWork,
    store: storage.inquiries,
    events: storage.outbox,
    retry: new ConflictRetry(async () => undefined, { bytes: (size) => Buffer.alloc(size) }),
    onSettled: ({ id }) => waiters.wake([id]),
  });
  let ids = 0;
  const inquiries = new InquiryService({
    client: new LimitedClient({ client: daraja.client, limiter }),
    accounts: accounts(),
    credentials: new InitiatorCredentials(),
    operators: new Operators({ store: operators, clock, onLocked: () => undefined }),
    store: storage.inquiries,
    recorder,
    waiters,
    urls: (kind, id) => ({ resultUrl: `https://a.ke/${kind}/${id}`, timeoutUrl: `https://a.ke/late/${id}` }),
    baseUrl: 'https://sandbox.safaricom.co.ke',
    clock,
    newId: () => `question-${++ids}`,
  });
  return {
    inquiries,
    storage,
    operators,
    daraja,
    clock,
    answers: (news) => {
      daraja.onArrival = async () =>
        void (await recorder.record(news({ inquiryId: 'question-1', at: clock.now() })));
    },
  };
}

function accounts(): AccountDirectory {
  const app = { consumerKey: 'key', consumerSecret: 'secret' };
  const operator = (name: string) => ({ name, credential: 'c2VjcmV0' });
  const till = { ...app, type: 'till' as const, shortcode: '600001', till: '5123456' };
  const initiators = { balance: operator('teller') };
  return new AccountDirectory(
    new Map([
      [
        'default',
        resolveAccount('default', { ...app, shortcode: '600966', initiator: operator('clerk'), initiators }),
      ],
      ['kiosk', resolveAccount('kiosk', { ...till, initiator: operator('clerk') })],
      ['bare', resolveAccount('bare', { ...app, shortcode: '600977' })],
    ]),
  );
}
