import type { Provider } from '@nestjs/common';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { DarajaClient } from '../daraja/daraja-client.js';
import { InitiatorCredentials } from '../operations/operators/initiator-credentials.js';
import { B2bExpressSender } from '../operations/money-out/b2b-express.sender.js';
import { B2bExpressService } from '../operations/money-out/b2b-express.service.js';
import { B2bService } from '../operations/money-out/b2b.service.js';
import { B2cService } from '../operations/money-out/b2c.service.js';
import {
  ORGANISATION_PRODUCTS,
  type OrganisationKind,
} from '../operations/money-out/organisation-products.js';
import { OrganisationSender } from '../operations/money-out/organisation.sender.js';
import { OutgoingPayments } from '../operations/money-out/outgoing-payments.js';
import { PochiService } from '../operations/money-out/pochi.service.js';
import { ReversalService } from '../operations/money-out/reversal.service.js';
import { TaxService } from '../operations/money-out/tax.service.js';
import { Operators } from '../operations/operators/operators.js';
import { PaymentInitiator } from '../operations/payment-initiator.js';
import type { PaymentSender } from '../operations/payment-sender.js';
import { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedAccount, ResolvedOptions } from '../options/resolved-options.js';
import type { PaymentKind } from '../payments/payment.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import type { Storage } from '../storage/storage.js';
import type { Clock } from '../values/clock.js';
import type { RandomSource } from '../values/random.js';
import {
  MPESA_CLOCK,
  MPESA_NEW_ID,
  MPESA_ORGANISATION_SENDERS,
  MPESA_POLICY,
  MPESA_RANDOM,
  MPESA_RESOLVED_OPTIONS,
  MPESA_STORAGE,
} from './tokens.js';

/** The services that move money out and across, and give it back. */
export const MONEY_OUT_SERVICES = [
  B2cService,
  PochiService,
  B2bService,
  TaxService,
  B2bExpressService,
  ReversalService,
];

export function moneyOutProviders(): Provider[] {
  return [
    {
      provide: MPESA_ORGANISATION_SENDERS,
      useFactory: createSenders,
      inject: [
        DarajaClient,
        AccountDirectory,
        InitiatorCredentials,
        Operators,
        CallbackUrls,
        MPESA_RESOLVED_OPTIONS,
      ],
    },
    {
      provide: OutgoingPayments,
      useFactory: (
        ...[initiator, accounts, policy, clock, newId, random, operators]: [...Parts, Operators]
      ) => new OutgoingPayments({ initiator, accounts, operators, policy, clock, newId, random }),
      inject: [...PARTS, Operators],
    },
    ...[B2cService, PochiService, B2bService, TaxService].map((Service) => ({
      provide: Service,
      useFactory: (outgoing: OutgoingPayments) => new Service(outgoing),
      inject: [OutgoingPayments],
    })),
    {
      provide: ReversalService,
      useFactory: (outgoing: OutgoingPayments, storage: Storage) =>
        new ReversalService(outgoing, storage.queries),
      inject: [OutgoingPayments, MPESA_STORAGE],
    },
    {
      provide: B2bExpressService,
      useFactory: (...[initiator, accounts, policy, clock, newId, random]: Parts) =>
        new B2bExpressService({ initiator, accounts, policy, clock, newId, random }),
      inject: PARTS,
    },
  ];
}

type Parts = [PaymentInitiator, AccountDirectory, PaymentPolicy, Clock, () => string, RandomSource];
const PARTS = [PaymentInitiator, AccountDirectory, MPESA_POLICY, MPESA_CLOCK, MPESA_NEW_ID, MPESA_RANDOM];

function createSenders(
  ...[client, accounts, credentials, operators, urls, { baseUrl }]: [
    DarajaClient,
    AccountDirectory,
    InitiatorCredentials,
    Operators,
    CallbackUrls,
    ResolvedOptions,
  ]
): ReadonlyMap<PaymentKind, PaymentSender> {
  const deps = { client, accounts, credentials, operators, baseUrl };
  const express = new B2bExpressSender({
    client,
    accounts,
    baseUrl,
    callbackUrl: (id, account) => urls.urlFor('b2b-express', id, account),
  });
  const kinds = Object.keys(ORGANISATION_PRODUCTS) as OrganisationKind[];
  const signed = kinds.map((kind): [PaymentKind, PaymentSender] => {
    const { family, put } = ORGANISATION_PRODUCTS[kind];
    const answerUrls = (id: string, account: ResolvedAccount) => ({
      resultUrl: urls.urlFor(`${family}-result`, id, account),
      timeoutUrl: urls.urlFor(`${family}-timeout`, id, account),
    });
    return [kind, new OrganisationSender(deps, { urls: answerUrls, put })];
  });
  return new Map<PaymentKind, PaymentSender>([...signed, ['b2b-express', express]]);
}
