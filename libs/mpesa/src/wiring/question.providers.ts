import { Logger, type Provider } from '@nestjs/common';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { DarajaClient } from '../daraja/daraja-client.js';
import { DynamicQrService } from '../operations/questions/dynamic-qr.service.js';
import { IdValidationService } from '../operations/questions/id-validation.service.js';
import { OrganisationInfoService } from '../operations/questions/organisation-info.service.js';
import { PullService } from '../operations/questions/pull.service.js';
import { RecipientNameService } from '../operations/questions/recipient-name.service.js';
import { SubscriberService } from '../operations/questions/subscriber.service.js';
import { AccountDirectory } from '../options/account-directory.js';
import { part } from './part.js';
import {
  MPESA_CLOCK,
  MPESA_NEW_ID,
  MPESA_QUESTION_DEPS,
  MPESA_RESOLVED_OPTIONS,
  MPESA_STORAGE,
} from './tokens.js';

/** The services that only ask: answered at once, nothing stored. */
export const QUESTION_SERVICES = [
  DynamicQrService,
  OrganisationInfoService,
  SubscriberService,
  IdValidationService,
  RecipientNameService,
  PullService,
];

const pull = part(
  PullService,
  {
    asking: MPESA_QUESTION_DEPS,
    urls: CallbackUrls,
    options: MPESA_RESOLVED_OPTIONS,
    storage: MPESA_STORAGE,
    clock: MPESA_CLOCK,
  },
  ({ asking, urls, options, storage, clock }) => {
    const log = new Logger('MpesaPull');
    return new PullService({
      ...asking,
      confirmationUrlFor: (account) => urls.urlFor('c2b-confirmation', account.shortcode, account),
      production: options.production,
      gapFills: storage.gapFills,
      clock,
      onWarning: (message) => log.warn(message),
    });
  },
);

export const QUESTION_PROVIDERS: readonly Provider[] = [
  part(
    MPESA_QUESTION_DEPS,
    { client: DarajaClient, accounts: AccountDirectory, options: MPESA_RESOLVED_OPTIONS },
    ({ client, accounts, options }) => ({ client, accounts, baseUrl: options.baseUrl }),
  ),
  part(DynamicQrService, { deps: MPESA_QUESTION_DEPS }, ({ deps }) => new DynamicQrService(deps)),
  part(
    OrganisationInfoService,
    { deps: MPESA_QUESTION_DEPS },
    ({ deps }) => new OrganisationInfoService(deps),
  ),
  part(SubscriberService, { deps: MPESA_QUESTION_DEPS }, ({ deps }) => new SubscriberService(deps)),
  part(
    IdValidationService,
    { asking: MPESA_QUESTION_DEPS, newId: MPESA_NEW_ID },
    ({ asking, newId }) => new IdValidationService({ ...asking, newId }),
  ),
  part(
    RecipientNameService,
    { asking: MPESA_QUESTION_DEPS, clock: MPESA_CLOCK, newId: MPESA_NEW_ID },
    ({ asking, ...deps }) => new RecipientNameService({ ...asking, ...deps }),
  ),
  pull,
];
