import { Logger, type FactoryProvider, type Provider, type Type } from '@nestjs/common';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { DarajaClient } from '../daraja/daraja-client.js';
import { DynamicQrService } from '../operations/questions/dynamic-qr.service.js';
import { IdValidationService } from '../operations/questions/id-validation.service.js';
import { OrganisationInfoService } from '../operations/questions/organisation-info.service.js';
import { PullService } from '../operations/questions/pull.service.js';
import type { QuestionDeps } from '../operations/questions/question-deps.js';
import { RecipientNameService } from '../operations/questions/recipient-name.service.js';
import { SubscriberService } from '../operations/questions/subscriber.service.js';
import { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import type { Storage } from '../storage/storage.js';
import { MPESA_CLOCK, MPESA_NEW_ID, MPESA_RESOLVED_OPTIONS, MPESA_STORAGE } from './tokens.js';
import type { Clock } from '../values/clock.js';

/** The services that only ask: answered at once, nothing stored. */
export const QUESTION_SERVICES = [
  DynamicQrService,
  OrganisationInfoService,
  SubscriberService,
  IdValidationService,
  RecipientNameService,
  PullService,
];

export function questionProviders(): Provider[] {
  return [
    asking(DynamicQrService, (deps) => new DynamicQrService(deps)),
    asking(OrganisationInfoService, (deps) => new OrganisationInfoService(deps)),
    asking(SubscriberService, (deps) => new SubscriberService(deps)),
    asking(IdValidationService, (deps, newId: () => string) => new IdValidationService({ ...deps, newId }), [
      MPESA_NEW_ID,
    ]),
    asking(
      RecipientNameService,
      (deps, clock: Clock, newId: () => string) => new RecipientNameService({ ...deps, clock, newId }),
      [MPESA_CLOCK, MPESA_NEW_ID],
    ),
    asking(PullService, createPull, [CallbackUrls, MPESA_RESOLVED_OPTIONS, MPESA_STORAGE, MPESA_CLOCK]),
  ];
}

/** A service over what all of them need, and what it needs besides. */
export function asking<Service, More extends unknown[]>(
  provide: Type<Service>,
  create: (deps: QuestionDeps, ...more: More) => Service,
  more: FactoryProvider['inject'] = [],
): Provider {
  return {
    provide,
    useFactory: (client: DarajaClient, accounts: AccountDirectory, options: ResolvedOptions, ...rest: More) =>
      create({ client, accounts, baseUrl: options.baseUrl }, ...rest),
    inject: [DarajaClient, AccountDirectory, MPESA_RESOLVED_OPTIONS, ...more],
  };
}

function createPull(
  deps: QuestionDeps,
  ...[urls, options, storage, clock]: [CallbackUrls, ResolvedOptions, Storage, Clock]
): PullService {
  const log = new Logger('MpesaPull');
  return new PullService({
    ...deps,
    confirmationUrlFor: (account) => urls.urlFor('c2b-confirmation', account.shortcode, account),
    production: options.production,
    gapFills: storage.gapFills,
    clock,
    onWarning: (message) => log.warn(message),
  });
}
