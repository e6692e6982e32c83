import { plainErrors } from 'typeorm-durable';
import { sealingKey } from 'typeorm-durable/sealing';
import { AccessTokens } from '../../apps/gateway/src/auth/access-tokens.js';
import { KeyRing } from '../../apps/gateway/src/auth/key-ring.js';
import { SecretBox } from '../../apps/gateway/src/secrets/secret-box.js';
import { VitumobTokenGuard } from '../../apps/gateway/src/dialects/vitumob/vitumob-token.guard.js';
import { KeyedNames } from '../../apps/gateway/src/idempotency/keyed-names.js';
import type { GatewaySettings } from '../../apps/gateway/src/setup/gateway-settings.js';
import { Visitors } from '../../apps/shop/src/http/visitor.js';
import { AccountNameTokens } from '../../libs/mpesa/src/callbacks/account-name-tokens.js';
import { CallbackDoor, type CallbackDoorDeps } from '../../libs/mpesa/src/callbacks/callback-door.js';
import { CallbackReception } from '../../libs/mpesa/src/callbacks/callback-reception.js';
import { CallbackUrls } from '../../libs/mpesa/src/callbacks/callback-urls.js';
import { QuestionWords } from '../../libs/mpesa/src/callbacks/question-words.js';
import { SignInBrake } from '../../libs/mpesa/src/callbacks/sign-in-brake.js';
import { CallbackUrlSeal } from '../../libs/mpesa/src/operations/callback-url-seal.js';
import { AccountDirectory } from '../../libs/mpesa/src/options/account-directory.js';
import { Whose } from '../../libs/mpesa/src/storage/retention/personal-data/whose.js';
import { ManualClock } from '../../libs/mpesa/src/testing/manual-clock.js';
import { KeyedDigests } from '../../libs/mpesa/src/values/keyed-digests.js';
import { hashPhone } from '../../libs/mpesa/src/values/payer-identity.js';
import { PersonMentions } from '../../libs/mpesa/src/values/person-mentions.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createAddressList, SAFARICOM_ADDRESSES } from '../../libs/mpesa/src/values/source-addresses.js';

const SECRET = 'a secret of these tests, long enough';
const phone = '254712345678';
const random = systemRandom;
const clock = new ManualClock(0);
const nothing = (): void => undefined;
const digests = new KeyedDigests([SECRET]);
const person = {
  phone,
  phoneHash: hashPhone(phone),
  references: [],
  vouched: [],
  digests: ['k1.x'] as const,
};
const urls = new CallbackUrls({ secrets: [SECRET], baseUrl: 'https://x', path: 'mpesa' });
const mentions = new PersonMentions(phone, ['UKL51ZDR4F']);

function door(): CallbackDoor {
  const addresses = createAddressList(SAFARICOM_ADDRESSES);
  const told = { onRefused: nothing, onUnlisted: nothing };
  const inbox: CallbackDoorDeps['inbox'] = { accept: () => Promise.reject(new Error('not asked')) };
  return new CallbackDoor({
    ...told,
    inbox,
    mode: 'enforce',
    addresses,
    listIsComplete: true,
    digests,
    clock,
  });
}

/** Of each class that does more with a text than to hand it on, one. */
export const INSTANCES: Readonly<Record<string, () => object>> = {
  AccessTokens: () => new AccessTokens({ secrets: [SECRET] } as unknown as GatewaySettings, clock),
  AccountDirectory: () => new AccountDirectory(new Map()),
  AccountNameTokens: () =>
    new AccountNameTokens({ username: 'u', password: 'p', tokenTtlMs: 1, secrets: [SECRET] }, clock),
  CallbackDoor: door,
  CallbackReception: () => new CallbackReception({ urls, door: door(), validation: null as never }),
  CallbackUrlSeal: () => new CallbackUrlSeal([SECRET], random),
  CallbackUrls: () => urls,
  KeyRing: () => KeyRing.of([SECRET], 'access-token'),
  KeyedDigests: () => digests,
  KeyedNames: () => new KeyedNames([SECRET]),
  PersonMentions: () => mentions,
  QuestionWords: () => new QuestionWords([SECRET]),
  SecretBox: () => new SecretBox([SECRET]),
  SignInBrake: () => new SignInBrake(clock),
  Visitors: () => new Visitors(SECRET),
  VitumobTokenGuard: () => new VitumobTokenGuard(null as never, null as never, null as never),
  Whose: () => new Whose(person, { payments: [], others: new Set(), orders: [] }),
};

/** What a reader needs besides the text, in the places where none belongs. */
export const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  agreesWithPhone: [{ form: 'masked', value: '2547 ***** 678' }],
  'CallbackUrls.answersFor': [null, null, {}],
  'CallbackUrls.urlFor': [null, null, {}],
  'Whose.isTheirCallback': [{ payment_id: null, kind: 'c2b-confirmation' }],
  callbackDigest: [null, null, Buffer.from('{}')],
  changeIfNews: [{}, 0, {}],
  checkCallbackUrl: [null, null, { production: true, onWarning: nothing }],
  digestOfReference: [null, digests],
  isDatedNear: [null, 0],
  isKeyOf: [{ a: 1 }],
  isMeantFor: [{ shortcode: '600996', till: null }],
  isNumberIn: [null, { phone }],
  isSound: [null, ['accounts', 'callbacks.secret']],
  'KeyRing.of': [[SECRET]],
  mayBePaidBy: [{ phone: null, phoneMasked: '2547 ***** 678', phoneHash: null }],
  nameLookupAnswer: [{ requestId: '1', accountNumber: 'A1', shortcode: '600996' }, null, 0],
  organisationFrom: [{}],
  phpError: [null, { url: '/api' }],
  placeOf: [null, { accounts: {} }],
  readAmount: [null, { min: 1, max: 250_000 }],
  readChoice: [null, null, ['a', 'b']],
  readOrder: [null, { roundUp: false }],
  seal: [null, { key: sealingKey(SECRET, 'tests'), context: 'x' }],
  sealToken: [null, null, { context: 'x', random }],
  toStorageError: [plainErrors],
  unsentError: [null, { id: '1', kind: 'b2c' }],
  wholeNumber: [null, null, { most: 9 }],
};

/** Readers of JSON: the text is a field of it. */
export const JSON_READERS: readonly string[] = ['withoutPersonalFields'];

/** Files that are not even loaded, by how their paths begin. */
export const NOT_LOADED: Readonly<Record<string, string>> = {
  'libs/mpesa/src/cli/': 'its owner types at a terminal',
  'apps/gateway/src/cli/': 'its owner types at a terminal',
  'libs/mpesa/src/testing/': 'for tests, and nothing else may import it',
  'libs/mpesa/src/storage/migrations/': 'names of tables and columns, from no stranger',
  'libs/typeorm-durable/src/schema/': 'names of tables and columns, from no stranger',
  'libs/typeorm-durable/src/file/sqlite-mutex.ts':
    'the name of the host’s own database file, which the operating system reads',
};

/** What takes a text and does not read it, by reason: functions, classes, or one `Class.method`. */
export const EXCUSED: Readonly<Record<string, readonly string[]>> = {
  'a value of a statement, and a statement is no text of a stranger': [
    'BrijQuestions',
    'CallbackClaims',
    'DeliveryClaims',
    'PaymentClaims',
    'RowMapper',
    'TypeOrmAccessTokenStore',
    'TypeOrmBillManagerStore',
    'TypeOrmC2bRegistrationStore',
    'TypeOrmGapFillStore',
    'TypeOrmHandlerTransactions',
    'TypeOrmInboxStore',
    'TypeOrmInquiryStore',
    'TypeOrmOperatorStore',
    'TypeOrmOutboxStore',
    'TypeOrmPaymentQueries',
    'TypeOrmPaymentStore',
    'TypeOrmQueryLimitStore',
    'TypeOrmStandingOrderStore',
    'TypeOrmUnitOfWork',
    'DeliveryStore',
    'EndpointStore',
    'EndpointProfiles',
    'MoneyBook',
    'OrderBook',
    'OwnedShortcodes',
    'PaymentOwners',
    'PersonRequests',
    'Prefixes',
    'SigningSecrets',
    'Suspense',
    'among',
    'disableEndpoint',
    'isRevoked',
    'lockClient',
    'lockQueue',
    'moneyNear',
    'saveHealth',
    'silenceClient',
  ],
  'looked up whole': [
    'ApiDocuments',
    'ConnectionBudget',
    'Connections',
    'ErrorFormats',
    'HandlerLanes',
    'InMemoryAccessTokenStore',
    'Lanes',
    'LockWatch',
    'MessageFormats',
    'OpenStreams',
    'ClientTurns',
    'ListKey',
    'PaymentFeed',
    'QueryLimiter',
    'SettlementWaiters',
    'ShortMemory',
    'SourceAccounts',
    'UnlistedLog',
    'WindowCounter',
    'WorkingSet',
    'pushAccount',
    'transactionAccount',
  ],
  'a word of our own, beside what is read': [
    'CommitNews',
    'Database',
    'Departure',
    'MpesaError.forPayment',
    'RefusalLog',
    'RepeatLog',
    'RepeatLogs',
    'StatementSpan',
    'StatementTally',
    'callbackProviders',
    'createCallbackController',
    'findMarked',
    'inTurn',
    'initiatorProblems',
    'initiatorWarnings',
    'accountRules',
    'accountWarnings',
    'appOf',
    'operatorFor',
    'readAccount',
    'resolveAccount',
    'schemaProblems',
    'unstoredOutcome',
  ],
  'an id, kept beside a fact that the callbacks and answers below read': [
    'PaymentRecorder',
    'ReceiptTransfer',
    'RecordingBatch',
    'ReviewedPayouts',
    'answerAbout',
    'asSuccessOf',
    'bookDoubt',
    'bookMoney',
    'bookOwn',
    'brijPayment',
    'doubtOver',
    'factFromB2bExpress',
    'factFromB2bResult',
    'factFromB2cResult',
    'factFromQueueTimeout',
    'factFromRatibaCallback',
    'factFromReversalResult',
    'factFromStatusResult',
    'factFromStkCallback',
    'factFromStkQuery',
    'inDoubt',
    'newsFromBalance',
    'newsFromStatus',
    'newsOf',
    'orderResolved',
    'paymentDeparture',
    'personOf',
    'postmanCollection',
    'pushAnswer',
    'supersededEvent',
    'toB2bExpressBody',
    'toStkQueryBody',
  ],
  'handed to a function or a class that is here': [
    'AccountNameHandler',
    'Authenticator',
    'BearerGuard',
    'BillManagerLine',
    'BillManagerService',
    'BrijHttp',
    'BrijOfflineService',
    'BrijTokenService',
    'BrijUrls',
    'ClientPayments',
    'ClientPrompts',
    'ClientRequests',
    'ClientsService',
    'DeliveryService',
    'EndpointRegistrations',
    'EndpointService',
    'EventsService',
    'InboxService',
    'InitiatorCredentials',
    'InquiryService',
    'Operators',
    'OutgoingPayments',
    'PaymentInitiator',
    'PaymentsService',
    'PeopleService',
    'PersonMentions.namesPayment',
    'PersonalDataService',
    'PhpEndpoints',
    'Pinger',
    'PrefixClaims',
    'ProblemFilter',
    'PromptShares',
    'SealedBillers',
    'SealedRegistrations',
    'StandingOrderService',
    'StkPushService',
    'SuspenseService',
    'ValidationRelay',
    'VisitorPrompts',
    'erasedReference',
    'isAbout',
  ],
  'a route: whole requests are sent to it in hostile-bodies.spec.ts and busy.spec.ts': [
    'CheckoutController',
    'ClientThrottlerGuard',
    'ClientsAdminController',
    'DeliveriesController',
    'DocsController',
    'EndpointsController',
    'OrdersController',
    'PaymentsController',
    'PhpController',
    'PostmanController',
    'RoutingAdminController',
    'SuspenseAdminController',
    'VitumobController',
  ],
};
