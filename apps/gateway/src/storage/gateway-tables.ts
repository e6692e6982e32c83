import type { MigrationInterface } from 'typeorm';
import { Client } from '../clients/client.entity.js';
import { deliveryEntities, deliveryMigrations } from '../deliveries/storage/delivery-schema.js';
import { BrijQuestion } from '../dialects/brij/questions/brij-question.entity.js';
import { VitumobToken } from '../dialects/vitumob/vitumob-token.entity.js';
import { EndpointProfile } from '../endpoints/endpoint-profile.entity.js';
import { RememberedAnswer } from '../idempotency/remembered-answer.entity.js';
import { PaymentOwner } from '../payments/payment-owner.entity.js';
import { PersonRequest } from '../privacy/person-request.entity.js';
import { OwnedShortcode } from '../routing/owned-shortcode.entity.js';
import { PrefixChange } from '../routing/prefix-change.entity.js';
import { Prefix } from '../routing/prefix.entity.js';
import { SuspendedPayment } from '../routing/suspended-payment.entity.js';
import { CreateClients1795305600000 } from './migrations/1795305600000-create-clients.js';
import { CreatePayments1795305600001 } from './migrations/1795305600001-create-payments.js';
import { CreateRouting1795305600002 } from './migrations/1795305600002-create-routing.js';
import { CreateBrijQuestions1795305600010 } from './migrations/1795305600010-create-brij-questions.js';
import { CreateVitumobTokens1795305600020 } from './migrations/1795305600020-create-vitumob-tokens.js';
import { PrefixChanges1795305661000 } from './migrations/1795305661000-prefix-changes.js';
import { Privacy1795305662000 } from './migrations/1795305662000-privacy.js';
import { EraseWhenTold1795305662001 } from './migrations/1795305662001-erase-when-told.js';
import { SilenceRevoked1795305662002 } from './migrations/1795305662002-silence-revoked.js';
import { SuspenseNews1795305662003 } from './migrations/1795305662003-suspense-news.js';

type Class<T> = new () => T;

export const GATEWAY_ENTITIES: readonly Class<object>[] = [
  Client,
  PaymentOwner,
  EndpointProfile,
  RememberedAnswer,
  Prefix,
  PrefixChange,
  OwnedShortcode,
  SuspendedPayment,
  PersonRequest,
  BrijQuestion,
  VitumobToken,
  ...deliveryEntities,
];

/** They are run in the order of their names' numbers. */
export const GATEWAY_MIGRATIONS: readonly Class<MigrationInterface>[] = [
  CreateClients1795305600000,
  CreatePayments1795305600001,
  CreateRouting1795305600002,
  CreateBrijQuestions1795305600010,
  CreateVitumobTokens1795305600020,
  ...deliveryMigrations,
  PrefixChanges1795305661000,
  Privacy1795305662000,
  EraseWhenTold1795305662001,
  SilenceRevoked1795305662002,
  SuspenseNews1795305662003,
];
