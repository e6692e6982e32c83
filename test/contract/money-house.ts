import type { Tx } from '../../libs/mpesa/src/payments/payment-ports.js';
import { B2bExpressSender } from '../../libs/mpesa/src/operations/money-out/b2b-express.sender.js';
import { B2bExpressService } from '../../libs/mpesa/src/operations/money-out/b2b-express.service.js';
import { B2bService } from '../../libs/mpesa/src/operations/money-out/b2b.service.js';
import { B2cService } from '../../libs/mpesa/src/operations/money-out/b2c.service.js';
import {
  ORGANISATION_PRODUCTS,
  type OrganisationKind,
} from '../../libs/mpesa/src/operations/money-out/organisation-products.js';
import { OrganisationSender } from '../../libs/mpesa/src/operations/money-out/organisation.sender.js';
import { OutgoingPayments } from '../../libs/mpesa/src/operations/money-out/outgoing-payments.js';
import { PochiService } from '../../libs/mpesa/src/operations/money-out/pochi.service.js';
import { ReversalService } from '../../libs/mpesa/src/operations/money-out/reversal.service.js';
import { TaxService } from '../../libs/mpesa/src/operations/money-out/tax.service.js';
import { InitiatorCredentials } from '../../libs/mpesa/src/operations/operators/initiator-credentials.js';
import { Operators } from '../../libs/mpesa/src/operations/operators/operators.js';
import { PaymentInitiator } from '../../libs/mpesa/src/operations/payment-initiator.js';
import type { PaymentSender } from '../../libs/mpesa/src/operations/payment-sender.js';
import { StkPushSender } from '../../libs/mpesa/src/operations/stk-push/stk-push.sender.js';
import { StkPushService } from '../../libs/mpesa/src/operations/stk-push/stk-push.service.js';
import { AccountDirectory } from '../../libs/mpesa/src/options/account-directory.js';
import { resolveAccount } from '../../libs/mpesa/src/options/resolve-account.js';
import { ConflictRetry } from '../../libs/mpesa/src/payments/locks/conflict-retry.js';
import type { PaymentKind } from '../../libs/mpesa/src/payments/payment.js';
import { LockWatch } from '../../libs/mpesa/src/payments/locks/lock-watch.js';
import { PaymentRecorder } from '../../libs/mpesa/src/payments/recording/payment-recorder.js';
import type { PaymentInquiry } from '../../libs/mpesa/src/reconciliation/payment-inquiry.js';
import { Reconciler } from '../../libs/mpesa/src/reconciliation/reconciler.js';
import type { Storage } from '../../libs/mpesa/src/storage/storage.js';
import type { FakeDaraja } from '../../libs/mpesa/src/testing/in-memory/fake-daraja.js';
import { sampleDigests, samplePolicy } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import type { Clock } from '../../libs/mpesa/src/values/clock.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';

export interface HouseParts {
  readonly storage: Storage;
  readonly daraja: FakeDaraja;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Default: nothing can be asked. */
  readonly inquiry?: PaymentInquiry;
}

export type MoneyHouse = ReturnType<typeof moneyHouse>;

const BASE = 'https://sandbox.safaricom.co.ke';
const app = { consumerKey: 'key', consumerSecret: 'secret', passkey: 'passkey', shortcode: '600996' };
const initiator = { name: 'apiop37', credential: 'c2VjcmV0' };
const accounts = new AccountDirectory(
  new Map([
    ['default', resolveAccount('default', { ...app, initiator })],
    ['both', resolveAccount('both', { ...app, initiator, b2c: { fallbackToV1: true } })],
  ]),
);

/** One instance of the library's moving parts over real stores, without Nest and without jobs: the test takes every step. */
export function moneyHouse({ storage, daraja, clock, newId, inquiry }: HouseParts) {
  const recorder = new PaymentRecorder({
    ...storage,
    events: storage.outbox,
    clock,
    newId,
    policy: samplePolicy,
    retry: new ConflictRetry(async () => undefined, systemRandom),
    watch: new LockWatch({ clock, holders: async () => [], onWaiting: () => undefined }),
    onCommit: () => undefined,
    onWarning: () => undefined,
  });
  const told: string[] = [];
  const operators = new Operators({ store: storage.operators, clock, onLocked: () => undefined });
  const common = { recorder, ...storage, policy: samplePolicy, clock, random: systemRandom, newId };
  const unitOfWork = {
    join: (manager: unknown) => manager as Tx,
    inside: <T>(_manager: unknown, work: () => Promise<T>) => work(),
  };
  const sending = new PaymentInitiator({
    ...common,
    unitOfWork,
    senders: sendersOf(daraja, operators, clock),
    guard: { holds: async () => false },
    digests: sampleDigests,
    newOwner: newId,
    onUnstored: (message) => told.push(message),
  });
  const parts = { ...common, initiator: sending, accounts, operators };
  const outgoing = new OutgoingPayments(parts);
  const asked = inquiry ?? { ask: async () => 'nothing-to-ask-by' as const };
  const errors: unknown[] = [];
  const reconciler = new Reconciler({
    ...common,
    inquiries: Object.fromEntries(KINDS.map((kind) => [kind, asked])),
    intervalMs: 15_000,
    newOwner: newId,
    onError: (error) => errors.push(error),
    comeBackAt: () => undefined,
  });
  return {
    recorder,
    initiator: sending,
    reconciler,
    errors,
    /** What the log would have of outcomes that the books do not have. */
    told,
    stk: new StkPushService({
      ...parts,
      inquiry: undefined as never,
      turns: undefined as never,
      baseUrl: BASE,
    }),
    b2c: new B2cService(outgoing),
    pochi: new PochiService(outgoing),
    b2b: new B2bService(outgoing),
    tax: new TaxService(outgoing),
    express: new B2bExpressService(parts),
    reversals: new ReversalService(outgoing, storage.queries),
  };
}

const KINDS: readonly PaymentKind[] = ['stk-push', 'b2b-express', ...kindsOfOperators()];

function kindsOfOperators(): OrganisationKind[] {
  return Object.keys(ORGANISATION_PRODUCTS) as OrganisationKind[];
}

function sendersOf({ client }: FakeDaraja, operators: Operators, clock: Clock) {
  const url = (kind: string, id: string) => `https://pay.example.co.ke/callbacks/${kind}/${id}/token`;
  const deps = { client, accounts, baseUrl: BASE, clock, operators, credentials: new InitiatorCredentials() };
  const senders = kindsOfOperators().map((kind): [PaymentKind, PaymentSender] => {
    const { family, put } = ORGANISATION_PRODUCTS[kind];
    const urls = (id: string) => ({ resultUrl: url(family, id), timeoutUrl: url(family, id) });
    return [kind, new OrganisationSender(deps, { urls, put })];
  });
  const callbackUrl = (id: string) => url('callback', id);
  senders.push(['b2b-express', new B2bExpressSender({ ...deps, callbackUrl })]);
  senders.push(['stk-push', new StkPushSender({ ...deps, callbackUrl })]);
  return Object.fromEntries(senders);
}
