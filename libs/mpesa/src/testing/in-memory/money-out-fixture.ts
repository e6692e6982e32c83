import { InitiatorCredentials } from '../../operations/operators/initiator-credentials.js';
import { B2bExpressSender } from '../../operations/money-out/b2b-express.sender.js';
import { B2bExpressService } from '../../operations/money-out/b2b-express.service.js';
import { B2bService } from '../../operations/money-out/b2b.service.js';
import { B2cService } from '../../operations/money-out/b2c.service.js';
import {
  ORGANISATION_PRODUCTS,
  type OrganisationKind,
} from '../../operations/money-out/organisation-products.js';
import { OrganisationSender } from '../../operations/money-out/organisation.sender.js';
import { OutgoingPayments } from '../../operations/money-out/outgoing-payments.js';
import { PochiService } from '../../operations/money-out/pochi.service.js';
import { TaxService } from '../../operations/money-out/tax.service.js';
import { Operators } from '../../operations/operators/operators.js';
import { RestoreGuard } from '../../operations/restores/restore-guard.js';
import { PaymentInitiator } from '../../operations/payment-initiator.js';
import type { PaymentSender, PaymentSenders } from '../../operations/payment-sender.js';
import { AccountDirectory } from '../../options/account-directory.js';
import { resolveAccount } from '../../options/resolve-account.js';
import type { Payment } from '../../payments/payment.js';
import type { Tx } from '../../payments/payment-ports.js';
import { fakeDaraja, type FakeDaraja, type ScriptedAnswer } from './fake-daraja.js';
import { InMemoryRestoreStore } from './in-memory-restore.store.js';
import { InMemoryOperatorStore } from './in-memory-operator.store.js';
import { recorderFixture, type RecorderFixture } from './recorder-fixture.js';
import { sampleDigests, samplePolicy } from './sample-payments.js';

const BASE = 'https://sandbox.safaricom.co.ke';
const signed = { consumerKey: 'key', consumerSecret: 'secret' };
const initiator = { name: 'apiop37', credential: 'c2VjcmV0' };

/** A pay bill, the same by B2C v1 and with a way back to it, a till, and a pay bill without an operator. */
const ACCOUNTS = new AccountDirectory(
  new Map([
    ['default', resolveAccount('default', { ...signed, initiator, shortcode: '600996' })],
    ['old', resolveAccount('old', { ...signed, initiator, shortcode: '600996', b2c: { version: 'v1' } })],
    [
      'both',
      resolveAccount('both', { ...signed, initiator, shortcode: '600996', b2c: { fallbackToV1: true } }),
    ],
    [
      'kiosk',
      resolveAccount('kiosk', { ...signed, initiator, type: 'till', shortcode: '300583', till: '300584' }),
    ],
    ['mute', resolveAccount('mute', { ...signed, shortcode: '600997' })],
  ]),
);

/** What Daraja says at once to a request of an organisation. */
export function acknowledged(
  originatorConversationId = '16740-34861180-1',
  conversationId = 'AG_20261121_20106e9209f64bebd05b',
): ScriptedAnswer {
  return {
    status: 200,
    body: {
      ConversationID: conversationId,
      OriginatorConversationID: originatorConversationId,
      ResponseCode: '0',
      ResponseDescription: 'Accept the service request successfully.',
    },
  };
}

export interface MoneyOutFixture extends RecorderFixture {
  readonly daraja: FakeDaraja;
  readonly b2c: B2cService;
  readonly pochi: PochiService;
  readonly b2b: B2bService;
  readonly tax: TaxService;
  readonly express: B2bExpressService;
  readonly restores: InMemoryRestoreStore;
  stored(): Payment[];
}

/** The services that move money out, over stores in memory and a Safaricom that answers from a script. */
export function moneyOutFixture(...script: ScriptedAnswer[]): MoneyOutFixture {
  const base = recorderFixture();
  const { clock, recorder, storage, newId } = base;
  const daraja = fakeDaraja(clock);
  daraja.script.push(...script);
  const operators = new Operators({ store: new InMemoryOperatorStore(), clock, onLocked: () => undefined });
  const restores = new InMemoryRestoreStore();
  const parts = {
    initiator: new PaymentInitiator({
      recorder,
      payments: storage.payments,
      queries: storage.queries,
      unitOfWork: { join: (manager) => manager as Tx, inside: (_manager, work) => work() },
      senders: senders(daraja, operators),
      guard: new RestoreGuard({ store: restores, accounts: ACCOUNTS, queries: storage.queries }),
      policy: samplePolicy,
      digests: sampleDigests,
      clock,
      newOwner: newId,
      onUnstored: () => undefined,
    }),
    accounts: ACCOUNTS,
    operators,
    policy: samplePolicy,
    clock,
    random: { bytes: (size: number) => Buffer.alloc(size, 7) },
    newId,
  };
  const outgoing = new OutgoingPayments(parts);
  return {
    ...base,
    daraja,
    restores,
    b2c: new B2cService(outgoing),
    pochi: new PochiService(outgoing),
    b2b: new B2bService(outgoing),
    tax: new TaxService(outgoing),
    express: new B2bExpressService(parts),
    stored: () => [...storage.unitOfWork.tables.payments.values()],
  };
}

function senders({ client }: FakeDaraja, operators: Operators): Partial<PaymentSenders> {
  const deps = { client, accounts: ACCOUNTS, baseUrl: BASE };
  const signing = { ...deps, credentials: new InitiatorCredentials(), operators };
  const url = (kind: string, id: string) => `https://pay.example.co.ke/callbacks/${kind}/${id}/token`;
  const kinds = Object.keys(ORGANISATION_PRODUCTS) as OrganisationKind[];
  const signed = kinds.map((kind): [OrganisationKind, PaymentSender] => {
    const { family, put } = ORGANISATION_PRODUCTS[kind];
    const urls = (id: string) => ({
      resultUrl: url(`${family}-result`, id),
      timeoutUrl: url(`${family}-timeout`, id),
    });
    return [kind, new OrganisationSender(signing, { urls, put })];
  });
  const express = new B2bExpressSender({ ...deps, callbackUrl: (id) => url('b2b-express', id) });
  return { ...Object.fromEntries(signed), 'b2b-express': express };
}
